package io.plumbline.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.plumbline.trainer.experiment.TestSettings;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The networks against torchvision 0.14.1's, layer for layer: with the same made-up parameters both answer the same logits.
 * So strides, residuals, order of branches, place of activations and epsilons are as published, which a count of
 * parameters would not tell. Made by:
 *
 * <pre>{@code
 * import numpy as np, torch, torchvision.models as m
 *
 * def spread(k, count):  # numbers in [-1, 1) that any language repeats to the bit
 *     mask = np.uint64(0xFFFFFFFF)
 *     h = (np.arange(count, dtype=np.uint64) * np.uint64(2654435761) + np.uint64(k) * np.uint64(40503)) & mask
 *     h = ((h ^ (h >> np.uint64(15))) * np.uint64(2246822519)) & mask
 *     h = ((h ^ (h >> np.uint64(13))) * np.uint64(3266489917)) & mask
 *     return (h ^ (h >> np.uint64(16))) / 2.0**31 - 1
 *
 * def logits(net):
 *     k = 0
 *     for name, tensor in net.state_dict().items():
 *         if name.endswith("num_batches_tracked"): continue
 *         u = spread(k, tensor.numel()).reshape(tuple(tensor.shape))
 *         if tensor.dim() > 1: u = u * (6.0 / np.prod(tensor.shape[1:])) ** 0.5
 *         elif name.endswith(("running_var", "weight")): u = 1 + u * 0.2  # variance and scale of a batch norm
 *         else: u = u * 0.2
 *         tensor.copy_(torch.from_numpy(u))
 *         k += 1
 *     image = torch.from_numpy(spread(1000, 3 * 64 * 64)).float().reshape(1, 3, 64, 64)
 *     with torch.no_grad(): return net.eval()(image)[0, :4].tolist()
 *
 * torch.manual_seed(1)
 * print("resnet,depth,18", logits(m.resnet18(num_classes=10)))
 * print("resnet,depth,50", logits(m.resnet50(num_classes=10)))
 * print("mobilenet-v2,width,0.5", logits(m.mobilenet_v2(num_classes=10, width_mult=0.5)))
 * print("mnasnet,alpha,0.5", logits(m.mnasnet.MNASNet(0.5, num_classes=10)))
 * print("shufflenet-v2,size,x0.5", logits(m.shufflenet_v2_x0_5(num_classes=10)))
 * print("googlenet,dropout,0", logits(m.googlenet(aux_logits=False, init_weights=False, num_classes=10)))
 * }</pre>
 */
class TorchvisionTest {
    private static final int SIDE = 64;

    @ParameterizedTest
    @CsvSource({
        "resnet, depth, 18, -32.0763, 8.99494, 0.246579, -11.186",
        "resnet, depth, 50, -255.784, -534.256, -985.227, -394.998",
        "mobilenet-v2, width, 0.5, -2.70709, 2.57909, -7.76059, -3.90925",
        "mnasnet, alpha, 0.5, -120.581, 33.4924, -168.548, -15.1038",
        "shufflenet-v2, size, x0.5, -0.525533, 7.43883, -52.0087, -2.77415",
        "googlenet, dropout, 0, -8.79192, -1.08942, -2.67505, -0.17168",
    })
    void theSameParameters_giveTheSameLogits(
            String type, String option, String value, double first, double second, double third, double fourth) {
        Object number = value.startsWith("x") ? value : (Object) Double.parseDouble(value);
        Architecture architecture = Architecture.from(
                TestSettings.of(new HashMap<>(Map.of("type", type, option, number, "stem", "imagenet"))));
        try (TorchScope torch = new TorchScope();
                Network network = new Network(
                        torch.engine(),
                        architecture,
                        List.of(3L, (long) SIDE, (long) SIDE),
                        10,
                        InputScale.NONE,
                        new Head.Scores(),
                        1)) {
            network.load(made(network));

            float[] logits = network.raw(floats(1000, 3 * SIDE * SIDE, 0, 1));

            List<Double> expected = List.of(first, second, third, fourth);
            double largest = expected.stream().mapToDouble(Math::abs).max().orElse(0);
            for (int i = 0; i < expected.size(); i++) {
                assertThat((double) logits[i]).isCloseTo(expected.get(i), within(2e-5 * largest));
            }
        }
    }

    private static Map<String, float[]> made(Network network) {
        Map<String, float[]> made = new LinkedHashMap<>();
        for (var entry : network.parameters()) {
            Parameter parameter = entry.getValue();
            Shape shape = parameter.getArray().getShape();
            int size = Math.toIntExact(shape.size());
            int k = made.size();
            made.put(
                    entry.getKey(),
                    switch (parameter.getType()) {
                        case WEIGHT ->
                            floats(k, size, 0, Math.sqrt(6.0 / shape.slice(1).size()));
                        case GAMMA, RUNNING_VAR -> floats(k, size, 1, 0.2);
                        default -> floats(k, size, 0, 0.2);
                    });
        }
        return made;
    }

    /** {@code offset + factor · spread(k, count)} of the script. */
    private static float[] floats(long k, int count, double offset, double factor) {
        long mask = 0xFFFFFFFFL;
        float[] floats = new float[count];
        for (int j = 0; j < count; j++) {
            long h = (j * 2654435761L + k * 40503L) & mask;
            h = ((h ^ (h >>> 15)) * 2246822519L) & mask;
            h = ((h ^ (h >>> 13)) * 3266489917L) & mask;
            floats[j] = (float) (offset + factor * ((h ^ (h >>> 16)) / 0x1p31 - 1));
        }
        return floats;
    }
}
