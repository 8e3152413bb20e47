package io.plumbline.trainer.dataset.image;

import io.plumbline.trainer.dataset.MalformedDataException;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * A picture as numbers, 0 to 255, channel by channel: one grey channel, or red, green, blue.
 *
 * <p>Transparency is left out; of an animation the first frame is taken. A colour becomes grey as 0.299 R + 0.587 G + 0.114 B
 * (ITU-R BT.601). Samples of a grey picture are taken as they are stored, without the change of gamma that Java's own
 * conversion makes; 16 bits are scaled to 8.
 */
@SuppressWarnings("ArrayRecordComponent") // Bulk numbers; never compared.
record Picture(ImageShape shape, float[] pixels) {
    /** What a header may claim: a picture of 64 million pixels is 256 MB once decoded. */
    private static final long MAX_PIXELS = 1L << 26;

    private static final float WHITE = 255;

    /** @throws MalformedDataException if the bytes are no picture that Java reads, or a larger one than allowed */
    static Picture read(Path file, byte[] content, int channels) {
        try (ImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
            if (!readers.hasNext()) {
                throw new MalformedDataException(file + " is no picture, expected PNG, JPEG, BMP or GIF");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(input, true, true);
                long size = (long) reader.getWidth(0) * reader.getHeight(0);
                if (size > MAX_PIXELS) {
                    throw new MalformedDataException("%s claims %d x %d pixels, expected at most %d in all"
                            .formatted(file, reader.getHeight(0), reader.getWidth(0), MAX_PIXELS));
                }
                return of(reader.read(0), channels);
            } finally {
                reader.dispose();
            }
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException malformed) {
            // The readers of the JDK throw all three at bytes that are cut or bent.
            throw new MalformedDataException(file + " cannot be read as a picture: " + malformed);
        }
    }

    private static Picture of(BufferedImage image, int channels) {
        ImageShape shape = new ImageShape(channels, image.getHeight(), image.getWidth());
        float[] pixels = new float[shape.size()];
        int plane = shape.height() * shape.width();
        boolean grey = storedGrey(image.getColorModel());
        float depth = grey ? WHITE / ((1 << image.getColorModel().getComponentSize(0)) - 1) : 1;
        Raster raster = image.getRaster();
        for (int y = 0; y < shape.height(); y++) {
            for (int x = 0; x < shape.width(); x++) {
                int at = y * shape.width() + x;
                if (grey) {
                    float sample = raster.getSample(x, y, 0) * depth;
                    for (int channel = 0; channel < channels; channel++) {
                        pixels[channel * plane + at] = sample;
                    }
                    continue;
                }
                int rgb = image.getRGB(x, y);
                int red = rgb >> 16 & 0xff;
                int green = rgb >> 8 & 0xff;
                int blue = rgb & 0xff;
                if (channels == 1) {
                    pixels[at] = (float) (0.299 * red + 0.587 * green + 0.114 * blue);
                } else {
                    pixels[at] = red;
                    pixels[plane + at] = green;
                    pixels[2 * plane + at] = blue;
                }
            }
        }
        return new Picture(shape, pixels);
    }

    private static boolean storedGrey(ColorModel model) {
        return model instanceof ComponentColorModel && model.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    }

    /**
     * The picture at another size, bilinearly.
     *
     * <p>Pixels are squares with their centres at halves, as in PyTorch's {@code interpolate(mode="bilinear",
     * align_corners=False)} without antialiasing.
     */
    Picture resized(int height, int width) {
        if (height == shape.height() && width == shape.width()) {
            return this;
        }
        ImageShape to = new ImageShape(shape.channels(), height, width);
        float[] resized = new float[to.size()];
        for (int y = 0; y < height; y++) {
            double fromY = place(y, height, shape.height());
            int top = (int) fromY;
            int bottom = Math.min(top + 1, shape.height() - 1);
            for (int x = 0; x < width; x++) {
                double fromX = place(x, width, shape.width());
                int left = (int) fromX;
                int right = Math.min(left + 1, shape.width() - 1);
                for (int channel = 0; channel < shape.channels(); channel++) {
                    int plane = channel * shape.height() * shape.width();
                    double above = between(plane + top * shape.width(), left, right, fromX - left);
                    double below = between(plane + bottom * shape.width(), left, right, fromX - left);
                    resized[(channel * height + y) * width + x] = (float) (above + (fromY - top) * (below - above));
                }
            }
        }
        return new Picture(to, resized);
    }

    private static double place(int index, int size, int before) {
        return Math.max(0, (index + 0.5) * before / size - 0.5);
    }

    private double between(int row, int left, int right, double part) {
        return pixels[row + left] + part * (pixels[row + right] - pixels[row + left]);
    }
}
