package io.plumbline.trainer.export.trace;

import ai.djl.ndarray.types.Shape;
import io.plumbline.trainer.export.graph.UntraceableException;
import io.plumbline.trainer.export.graph.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One recorded method call on an array.
 *
 * @param receiver the array it was called on
 * @param arguments arrays as {@link Value}, lists of arrays as {@code List<Value>}, the rest as it was passed
 * @param shape of the array it returned
 */
record Call(String method, Value receiver, List<@Nullable Object> arguments, List<Long> shape) {
    Value array(int index) {
        return optionalArray(index).orElseThrow(() -> unexpected(index, "an array"));
    }

    Optional<Value> optionalArray(int index) {
        Object argument = arguments.get(index);
        if (argument == null) {
            return Optional.empty();
        }
        return argument instanceof Value value ? Optional.of(value) : Optional.empty();
    }

    float number(int index) {
        if (arguments.get(index) instanceof Number number) {
            return number.floatValue();
        }
        throw unexpected(index, "a number");
    }

    boolean flag(int index) {
        if (arguments.get(index) instanceof Boolean flag) {
            return flag;
        }
        throw unexpected(index, "true or false");
    }

    List<Long> longs(int index) {
        Object argument = arguments.get(index);
        if (argument instanceof Shape dimensions) {
            return Arrays.stream(dimensions.getShape()).boxed().toList();
        }
        if (argument instanceof int[] numbers) {
            return Arrays.stream(numbers).asLongStream().boxed().toList();
        }
        throw unexpected(index, "a shape");
    }

    UntraceableException unexpected(int index, String expected) {
        return new UntraceableException(
                "argument %d of %s is %s, expected %s".formatted(index, method, arguments.get(index), expected));
    }
}
