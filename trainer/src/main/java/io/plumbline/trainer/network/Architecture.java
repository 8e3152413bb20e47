package io.plumbline.trainer.network;

import ai.djl.nn.Block;
import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.network.foreign.BlockClass;
import io.plumbline.trainer.network.foreign.ZooBlocks;
import io.plumbline.trainer.network.layer.LayerList;
import io.plumbline.trainer.network.vision.ImageNetwork;
import java.util.List;
import java.util.stream.Stream;

/** A kind of network with its options: all that lies between a scaled input and the head. */
public interface Architecture {
    List<String> TYPES = Stream.of(
                    List.of("mlp", "cnn"),
                    ImageNetwork.TYPES,
                    List.of("two-tower", "ranking-mlp", "layers", "block"),
                    ZooBlocks.TYPES)
            .flatMap(List::stream)
            .toList();

    /**
     * The layers, not yet initialized, from {@code float32[batch, input.rowShape()]} to {@code float32[batch, outputs]}.
     *
     * @throws IllegalArgumentException if they cannot be built over such rows
     */
    Block build(NetworkInput input, int outputs);

    /**
     * Checks that such rows fit.
     *
     * @throws IllegalArgumentException if not, with what was got and what is expected
     */
    void requireFits(NetworkInput input);

    static Architecture from(Settings network) {
        String type = network.choice("type", TYPES);
        if (ImageNetwork.TYPES.contains(type)) {
            return new ImageArchitecture(type, ImageNetwork.from(type, network));
        }
        if (ZooBlocks.TYPES.contains(type)) {
            return new ForeignArchitecture(type, ZooBlocks.from(type, network));
        }
        return switch (type) {
            case "cnn" -> Cnn.from(network);
            case "two-tower" -> TwoTower.from(network);
            case "ranking-mlp" -> RankingMlp.from(network);
            case "layers" -> new LayeredArchitecture(LayerList.from(network, "network.layers"));
            case "block" -> new ForeignArchitecture(type, BlockClass.from(network));
            default -> Mlp.from(network);
        };
    }
}
