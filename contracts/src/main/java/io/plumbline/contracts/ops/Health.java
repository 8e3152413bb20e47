package io.plumbline.contracts.ops;

/**
 * The answer to a health question.
 *
 * @param reason why not, when it is not ok; else what is well, in a few words
 */
public record Health(boolean ok, String reason) {
    public static Health ok(String what) {
        return new Health(true, what);
    }

    public static Health no(String why) {
        return new Health(false, why);
    }
}
