package io.plumbline.contracts.control;

/** A change that makes no sense for the roles that the versions play; the message says which they are. */
public final class RoleConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RoleConflictException(String message) {
        super(message);
    }
}
