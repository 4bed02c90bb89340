package dev.holdfast.interceptors.link;

/** Takes received frames one by one; a frame is valid until the next receive on its link. */
@FunctionalInterface
public interface FrameHandler {

    void onFrame(Frame frame);
}
