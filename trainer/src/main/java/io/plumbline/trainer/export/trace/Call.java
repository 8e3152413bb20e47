package io.plumbline.trainer.export.trace;

import ai.djl.ndarray.types.Shape;
import io.plumbline.trainer.export.graph.UntraceableException;
import io.plumbline.trainer.export.graph.Value;
import io.plumbline.trainer.export.trace.Recorder.Result;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One recorded method call on an array.
 *
 * @param receiver the array it was called on
 * @param arguments arrays as {@link Value}, lists of arrays as {@code List<Value>}, the rest as it was passed
 * @param results what it returned
 * @param where the block that made it
 */
record Call(String method, Value receiver, List<@Nullable Object> arguments, List<Result> results, String where) {
    /** The one result. */
    Result result() {
        return results.get(0);
    }

    List<Long> shape() {
        return result().shape();
    }

    Value array(int index) {
        return optionalArray(index).orElseThrow(() -> unexpected(index, "an array"));
    }

    Optional<Value> optionalArray(int index) {
        return index < arguments.size() && arguments.get(index) instanceof Value value
                ? Optional.of(value)
                : Optional.empty();
    }

    /** A list of arrays. */
    List<Value> arrays(int index) {
        if (arguments.get(index) instanceof List<?> list && list.stream().allMatch(Value.class::isInstance)) {
            return list.stream().map(Value.class::cast).toList();
        }
        throw unexpected(index, "a list of arrays");
    }

    Number number(int index) {
        if (arguments.get(index) instanceof Number number) {
            return number;
        }
        throw unexpected(index, "a number");
    }

    float real(int index) {
        return number(index).floatValue();
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
        if (argument instanceof long[] numbers) {
            return Arrays.stream(numbers).boxed().toList();
        }
        throw unexpected(index, "a shape");
    }

    /** The axis counted from the front. */
    long axis(int index, int rank) {
        long axis = number(index).longValue();
        return axis < 0 ? axis + rank : axis;
    }

    UntraceableException unexpected(int index, String expected) {
        return refused(
                "argument %d of '%s' is %s, expected %s".formatted(index, method, arguments.get(index), expected));
    }

    UntraceableException refused(String what) {
        return UntraceableException.of(
                what, where, "call it with other arguments, or say the same with other operations");
    }
}
