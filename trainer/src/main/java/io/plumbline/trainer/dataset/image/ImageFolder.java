package io.plumbline.trainer.dataset.image;

import io.plumbline.contracts.checkpoint.Digests;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.event.Truth;
import io.plumbline.trainer.dataset.ClassNames;
import io.plumbline.trainer.dataset.DataFile;
import io.plumbline.trainer.dataset.DataSource;
import io.plumbline.trainer.dataset.Dataset;
import io.plumbline.trainer.dataset.MalformedDataException;
import io.plumbline.trainer.dataset.SplitConfig;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.experiment.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder with a folder of pictures for each class, which is the class's name: PNG, JPEG, BMP, GIF.
 *
 * <p>All pictures have one size: {@code size} if it is given, else their own, which must be the same. Order: by class, then
 * by file name. Other files beside the pictures are left out and counted; hidden files and folders are not looked at.
 */
public final class ImageFolder implements DataSource {
    private static final Set<String> PICTURES = Set.of("png", "jpg", "jpeg", "bmp", "gif");
    private static final int MAX_CLASSES = 100_000;

    private final Path root;
    private final ClassNames given;
    private final List<Integer> size;
    private final int channels;
    private final SplitConfig split;
    private final String idPrefix;

    public ImageFolder(Settings data, Path folder) {
        root = data.file("folder", folder);
        given = ClassNames.from(data);
        size = data.has("size") ? data.sizes("size") : List.of();
        channels = data.choice("channels", List.of("1", "3"), "3").equals("1") ? 1 : 3;
        split = SplitConfig.from(data, SplitConfig.Kind.RANDOM, SplitConfig.Kind.STRATIFIED);
        idPrefix = data.text("id-prefix");
        if (data.has("folder") && !Files.isDirectory(root)) {
            data.problem(
                    "folder",
                    "is " + root + ", expected a folder with a folder for each class: it "
                            + (Files.exists(root) ? "is none" : "does not exist"));
        }
        if (data.has("size") && size.size() != 2) {
            data.problem("size", "is " + size + ", expected [height, width]");
        }
    }

    @Override
    public List<Path> files() {
        return List.of(root);
    }

    @Override
    public Dataset load() {
        ClassNames classes = classes();
        List<Path> pictures = new ArrayList<>();
        List<Integer> classOf = new ArrayList<>();
        int others = 0;
        for (int i = 0; i < classes.names().size(); i++) {
            List<Path> files = visible(root.resolve(classes.names().get(i)));
            List<Path> ofClass = files.stream().filter(ImageFolder::picture).toList();
            if (ofClass.isEmpty()) {
                throw new MalformedDataException(
                        root.resolve(classes.names().get(i)) + " holds no picture, expected at least one that ends in "
                                + PICTURES.stream().sorted().toList());
            }
            others += files.size() - ofClass.size();
            for (Path file : ofClass) {
                pictures.add(file);
                classOf.add(i);
            }
        }
        float[] targets = new float[pictures.size()];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = classOf.get(i);
        }
        byte[][] digests = new byte[pictures.size()][];
        ImageShape shape = shape(pictures.get(0));
        ImageItems items = new ImageItems(
                shape,
                targets,
                (image, into, offset) -> {
                    DataFile stored = DataFile.read(pictures.get(image));
                    digests[image] = Digests.newSha256().digest(stored.stored());
                    float[] pixels = picture(stored, shape).pixels();
                    System.arraycopy(pixels, 0, into, offset, pixels.length);
                },
                image -> "%s-%06d".formatted(idPrefix, image),
                image -> new Truth.ClassName(classes.names().get((int) targets[image])));
        return items.dataset(
                new Task.Classification(classes.names()),
                false,
                split.split(new ImageOrder(targets)),
                () -> sha256(pictures, digests),
                Map.of("pictures", pictures.size(), "other_files", others));
    }

    private ClassNames classes() {
        List<String> found = visible(root).stream()
                .filter(Files::isDirectory)
                .map(path -> String.valueOf(path.getFileName()))
                .toList();
        ClassNames classes = given.orFound(found, MAX_CLASSES);
        List<String> problems = classes.names().stream()
                .filter(name -> !found.contains(name))
                .map(name -> "data.classes names '" + name + "', but " + root + " has no such folder, it has " + found)
                .toList();
        if (!problems.isEmpty()) {
            throw new InvalidExperimentException("experiment", problems);
        }
        if (classes.names().size() < 2) {
            throw new MalformedDataException(
                    root + " has " + found.size() + " folders, expected at least 2, one for each class");
        }
        return classes;
    }

    /** The size asked for, or that of the first picture. */
    private ImageShape shape(Path first) {
        if (size.size() == 2) {
            return new ImageShape(channels, size.get(0), size.get(1));
        }
        return Picture.read(first, DataFile.read(first).stored(), channels).shape();
    }

    private Picture picture(DataFile stored, ImageShape shape) {
        Picture picture = Picture.read(stored.path(), stored.stored(), channels);
        if (size.isEmpty() && !picture.shape().equals(shape)) {
            throw new MalformedDataException(
                    "%s is %d x %d pixels, expected %d x %d as the first picture; set data.size"
                            .formatted(
                                    stored.path(),
                                    picture.shape().height(),
                                    picture.shape().width(),
                                    shape.height(),
                                    shape.width()));
        }
        return picture.resized(shape.height(), shape.width());
    }

    /** Over each picture's place below the folder and its bytes. */
    private String sha256(List<Path> pictures, byte[][] digests) {
        MessageDigest digest = Digests.newSha256();
        for (int i = 0; i < digests.length; i++) {
            String place = root.relativize(pictures.get(i)).toString().replace('\\', '/');
            digest.update(place.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(digests[i]);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static boolean picture(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return PICTURES.contains(name.substring(name.lastIndexOf('.') + 1)) && Files.isRegularFile(file);
    }

    private static List<Path> visible(Path folder) {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.filter(path -> !String.valueOf(path.getFileName()).startsWith("."))
                    .sorted((a, b) -> String.valueOf(a.getFileName()).compareTo(String.valueOf(b.getFileName())))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(folder + " cannot be read", unreadable);
        }
    }
}
