package io.plumbline.trainer.report;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * A small picture of an input, as a PNG inside a data URI.
 *
 * <p>Pixels within [0, 255] with one above 1 are shown as they are, those within [0, 1] times 255; anything else (already
 * standardized) from its lowest to its highest. A picture above {@value #LARGEST} pixels a side is averaged down.
 *
 * <p>Source: W3C, "Portable Network Graphics (PNG) Specification", third edition, sections 5, 9 and 11: signature, then chunks
 * of length, type, data and CRC-32; 8 bits, colour type 0 (grey) or 2 (RGB), every line with filter 0.
 */
final class PngImage {
    private static final int LARGEST = 96;
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private PngImage() {}

    /** @param values {@code [channels, height, width]}, row-major; 1 or 3 channels */
    static String dataUri(float[] values, int channels, int height, int width) {
        int shrink = Math.max(1, (Math.max(height, width) + LARGEST - 1) / LARGEST);
        byte[] png = png(values, channels, height, width, shrink);
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
    }

    private static byte[] png(float[] values, int channels, int height, int width, int shrink) {
        int rows = Math.max(1, height / shrink);
        int columns = Math.max(1, width / shrink);
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        boolean bytes = low >= 0 && high <= 255 && high > 1;
        boolean unit = low >= 0 && high <= 1;
        float offset = bytes || unit ? 0 : low;
        float scale = bytes ? 1 : unit ? 255 : 255 / Math.max(high - low, Float.MIN_NORMAL);
        byte[] pixels = new byte[rows * (1 + columns * channels)];
        int at = 0;
        for (int y = 0; y < rows; y++) {
            pixels[at++] = 0;
            for (int x = 0; x < columns; x++) {
                for (int channel = 0; channel < channels; channel++) {
                    double sum = 0;
                    for (int dy = 0; dy < shrink; dy++) {
                        int line = (channel * height + Math.min(height - 1, y * shrink + dy)) * width;
                        for (int dx = 0; dx < shrink; dx++) {
                            sum += values[line + Math.min(width - 1, x * shrink + dx)];
                        }
                    }
                    double mean = sum / (shrink * shrink);
                    pixels[at++] = (byte) Math.round(Math.min(255, Math.max(0, (mean - offset) * scale)));
                }
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(SIGNATURE);
        ByteBuffer header = ByteBuffer.allocate(13).putInt(columns).putInt(rows);
        header.put((byte) 8).put((byte) (channels == 1 ? 0 : 2)).put(new byte[3]);
        chunk(out, "IHDR", header.array());
        chunk(out, "IDAT", deflated(pixels));
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        out.writeBytes(name);
        out.writeBytes(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    private static byte[] deflated(byte[] bytes) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try {
            deflater.setInput(bytes);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
            byte[] buffer = new byte[4096];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }
}
