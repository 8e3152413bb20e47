package io.plumbline.trainer.dataset.image;

import io.plumbline.trainer.dataset.DataFile;
import io.plumbline.trainer.dataset.MalformedDataException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * An array of unsigned bytes in the IDX format of the MNIST family.
 *
 * <p>Layout: two zero bytes, a type byte (0x08: unsigned byte, the only one read here), the number of dimensions, each
 * dimension as big-endian int32, then the values row-major. The values must be exactly as many as the dimensions say.
 */
final class IdxArray {
    private static final int UNSIGNED_BYTE = 0x08;

    private final List<Integer> dimensions;
    private final byte[] content;
    private final int offset;

    private IdxArray(List<Integer> dimensions, byte[] content, int offset) {
        this.dimensions = dimensions;
        this.content = content;
        this.offset = offset;
    }

    static IdxArray read(DataFile file, int expectedDimensions) {
        byte[] content = file.content();
        String where = file.path().toString();
        require(
                content.length >= 4,
                where + " has " + content.length + " bytes, expected at least a 4-byte IDX header");
        require(
                content[0] == 0 && content[1] == 0 && content[2] == UNSIGNED_BYTE,
                "%s starts with bytes %02x %02x %02x, expected 00 00 08 (IDX of unsigned bytes)"
                        .formatted(where, content[0], content[1], content[2]));
        require(
                content[3] == expectedDimensions,
                where + " has " + content[3] + " dimensions, expected " + expectedDimensions);
        int offset = 4 + 4 * expectedDimensions;
        require(content.length >= offset, where + " ends inside its header, at byte " + content.length);
        List<Integer> dimensions = new ArrayList<>();
        long values = 1;
        ByteBuffer header = ByteBuffer.wrap(content, 4, 4 * expectedDimensions);
        for (int i = 0; i < expectedDimensions; i++) {
            int dimension = header.getInt();
            require(dimension > 0, where + " claims " + dimension + " as dimension " + i + ", expected >= 1");
            dimensions.add(dimension);
            // Saturates: the product of hostile dimensions overflows, and must not come out small.
            values = values > Integer.MAX_VALUE ? values : values * dimension;
        }
        require(
                content.length - offset == values,
                "%s has %d values, expected %d from its dimensions %s"
                        .formatted(where, content.length - offset, values, dimensions));
        return new IdxArray(dimensions, content, offset);
    }

    int dimension(int axis) {
        return dimensions.get(axis);
    }

    /** The value at a row-major index, 0 to 255. */
    int value(int index) {
        return content[offset + index] & 0xff;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new MalformedDataException(otherwise);
        }
    }
}
