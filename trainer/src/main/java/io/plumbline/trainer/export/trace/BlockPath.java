package io.plumbline.trainer.export.trace;

import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.BlockList;
import ai.djl.util.Pair;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which block of a network runs now, as the path of its names from the root.
 *
 * <p>DJL tells nobody when a block begins. While this is open, the children that sequential, parallel and other composed
 * blocks keep in their list are replaced by stand-ins that note their beginning and end; {@link #close} puts the blocks
 * back. A block that calls its children by fields of its own shows as one block.
 */
final class BlockPath implements AutoCloseable {
    private final List<Runnable> restore = new ArrayList<>();
    private String current = "";
    private String last = "";

    /** @param roots each root with the path it has itself; an empty one for the only root */
    BlockPath(Map<String, Block> roots) {
        roots.forEach((path, root) -> watch(root, path));
    }

    /** The path of the innermost block that runs; empty between roots. */
    String current() {
        return current;
    }

    /** The path of the block that began last; empty before the first. */
    String last() {
        return last;
    }

    @Override
    public void close() {
        // Last first: a block that two roots share was watched twice.
        while (!restore.isEmpty()) {
            restore.remove(restore.size() - 1).run();
        }
    }

    private void watch(Block block, String path) {
        if (!(block instanceof AbstractBlock composed) || composed.getChildren().isEmpty()) {
            return;
        }
        BlockList watched = new BlockList();
        for (Pair<String, Block> child : composed.getChildren()) {
            String childPath = path.isEmpty() ? child.getKey() : path + "/" + child.getKey();
            watch(child.getValue(), childPath);
            watched.add(child.getKey(), standIn(child.getValue(), childPath));
        }
        try {
            // Protected, so that subclasses may fill it: the one place where DJL lets a child be seen.
            Field children = AbstractBlock.class.getDeclaredField("children");
            children.setAccessible(true);
            Object original = children.get(composed);
            children.set(composed, watched);
            restore.add(() -> put(children, composed, original));
        } catch (ReflectiveOperationException unexpected) {
            throw new IllegalStateException("DJL's AbstractBlock has no field 'children' to watch", unexpected);
        }
    }

    private static void put(Field field, Object owner, Object value) {
        try {
            field.set(owner, value);
        } catch (IllegalAccessException unexpected) {
            throw new IllegalStateException("field " + field + " was written before and is not now", unexpected);
        }
    }

    private Block standIn(Block block, String path) {
        return (Block) Proxy.newProxyInstance(
                Block.class.getClassLoader(), new Class<?>[] {Block.class}, (proxy, method, arguments) -> {
                    boolean runs = method.getName().equals("forward");
                    String before = current;
                    if (runs) {
                        current = path;
                        last = path;
                    }
                    try {
                        return method.invoke(block, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getTargetException();
                    } finally {
                        if (runs) {
                            current = before;
                        }
                    }
                });
    }
}
