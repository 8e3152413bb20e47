package io.plumbline.trainer.network.foreign;

import ai.djl.nn.Block;
import io.plumbline.trainer.experiment.Settings;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.function.Supplier;

/**
 * A user's own block by the name of its class: a {@link Block}, or a {@link Supplier} of one, on the classpath, with a
 * public constructor without arguments.
 */
public final class BlockClass {
    private static final String EXPECTED = "expected a public class on the classpath that is an ai.djl.nn.Block or a"
            + " Supplier of one, with a public constructor without arguments";

    private BlockClass() {}

    /** Reads {@code class}; a class that cannot serve is a problem of the settings. */
    public static BlockSource from(Settings network) {
        String name = network.text("class");
        try {
            Constructor<?> constructor = constructor(name);
            return (row, outputs) -> make(constructor);
        } catch (IllegalArgumentException unfit) {
            if (!name.isEmpty()) {
                network.problem("class", String.valueOf(unfit.getMessage()));
            }
            return (row, outputs) -> {
                throw unfit;
            };
        }
    }

    private static Constructor<?> constructor(String name) {
        Class<?> type;
        try {
            type = Class.forName(name, true, Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException | LinkageError absent) {
            throw new IllegalArgumentException(
                    "is '%s', which cannot be loaded (%s), %s".formatted(name, absent, EXPECTED));
        }
        boolean serves = Block.class.isAssignableFrom(type) || Supplier.class.isAssignableFrom(type);
        if (!serves || Modifier.isAbstract(type.getModifiers()) || !Modifier.isPublic(type.getModifiers())) {
            throw new IllegalArgumentException("is '%s', a %s, %s".formatted(name, type, EXPECTED));
        }
        try {
            return type.getConstructor();
        } catch (NoSuchMethodException none) {
            throw new IllegalArgumentException(
                    "is '%s', which has no public constructor without arguments, %s".formatted(name, EXPECTED));
        }
    }

    private static Block make(Constructor<?> constructor) {
        String name = constructor.getDeclaringClass().getName();
        Object made;
        try {
            made = constructor.newInstance();
            if (made instanceof Supplier<?> supplier && !(made instanceof Block)) {
                made = supplier.get();
            }
        } catch (InvocationTargetException thrown) {
            throw new IllegalArgumentException(
                    "network.class is '%s', whose constructor throws %s".formatted(name, thrown.getTargetException()),
                    thrown);
        } catch (ReflectiveOperationException refused) {
            throw new IllegalArgumentException(
                    "network.class is '%s', which cannot be made: %s".formatted(name, refused), refused);
        }
        if (made instanceof Block block) {
            return block;
        }
        throw new IllegalArgumentException("network.class is '%s', which supplies %s, expected an ai.djl.nn.Block"
                .formatted(name, made == null ? "nothing" : made.getClass().getName()));
    }
}
