package io.plumbline.benchmarks.evaluator;

/** Who joins. */
enum Contestant {
    /** The evaluator as {@code plumbline evaluate} runs it. */
    PLUMBLINE("plumbline"),
    /** {@link DslJoin} over the records as they are; what is joined is parsed. */
    DSL("dsl"),
    /** {@link DslJoin} over what a user parsed beforehand: version and class alone. */
    DSL_PARSED_FIRST("dslParsedFirst");

    private final String label;

    Contestant(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
