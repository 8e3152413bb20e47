package io.plumbline.inference.model.importing;

/** Why nothing was imported. The message is for the person who asked: what, got, expected, and what to do. */
public final class ImportFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Whose move it is. */
    public enum Kind {
        /** The options: something is missing, or does not fit the graph. */
        OPTIONS,
        /** A file that is named is not there, or cannot be read as what it should be. */
        FILE,
        /** The graph: as it is, it would not serve. */
        REFUSED
    }

    private final Kind kind;

    ImportFailedException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    static ImportFailedException options(String message) {
        return new ImportFailedException(Kind.OPTIONS, message);
    }

    static ImportFailedException file(String message) {
        return new ImportFailedException(Kind.FILE, message);
    }

    static ImportFailedException refused(String message) {
        return new ImportFailedException(Kind.REFUSED, message);
    }

    public Kind kind() {
        return kind;
    }
}
