package dev.holdfast.actors.node;

/** Which Holdfast this is. */
public final class Version {

    public static final String NUMBER = "0.1.0";

    private Version() {}
}
