package io.plumbline.trainer.loader;

import io.plumbline.trainer.experiment.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How batches are made.
 *
 * @param threads that prepare batches ahead, 0 to 64; with 0 the caller makes each when it asks. The batches are the same
 *     bytes for any number
 * @param prefetch batches ready or being made at a time, 1 to 1024; at least one per thread
 * @param tail what becomes of a last batch that is not full
 * @param sampler which items an epoch has
 */
public record LoaderConfig(int threads, int prefetch, Tail tail, Sampler sampler) {
    /** On the caller's thread, each item once an epoch. */
    public static final LoaderConfig PLAIN = new LoaderConfig(0, 1, Tail.MERGE, Sampler.SHUFFLE);

    private static final int MAX_THREADS = 64;
    private static final int MAX_PREFETCH = 1024;

    /** What becomes of a last batch that is not full. */
    public enum Tail {
        /** It is given as it is. */
        KEEP,
        /** Its items wait for another epoch, where the order is another. */
        DROP,
        /** One item alone joins the batch before: batch norm has no variance over one row. Two and more are kept. */
        MERGE
    }

    /** Which items an epoch has. */
    public enum Sampler {
        /** Each once. */
        SHUFFLE,
        /** As many in all, but each class as often as any other: items of rare classes come several times. */
        OVERSAMPLE
    }

    public LoaderConfig {
        if (threads < 0 || threads > MAX_THREADS || prefetch < 1 || prefetch > MAX_PREFETCH) {
            throw new IllegalArgumentException("loader.threads is " + threads + " and loader.prefetch " + prefetch
                    + ", expected 0 to " + MAX_THREADS + " and 1 to " + MAX_PREFETCH);
        }
    }

    public static LoaderConfig from(Settings loader) {
        return new LoaderConfig(
                loader.whole("threads", 0, MAX_THREADS, 1),
                loader.whole("prefetch", 1, MAX_PREFETCH, 2),
                choice(loader, "tail", Tail.values(), Tail.MERGE),
                choice(loader, "sampler", Sampler.values(), Sampler.SHUFFLE));
    }

    private static <T extends Enum<T>> T choice(Settings loader, String key, T[] values, T byDefault) {
        List<String> words = Arrays.stream(values).map(LoaderConfig::word).toList();
        int chosen = words.indexOf(loader.choice(key, words, word(byDefault)));
        return chosen < 0 ? byDefault : values[chosen];
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
