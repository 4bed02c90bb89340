package dev.holdfast.tests.demo;

/** One scene of the demonstration: makes its own lab, kills the server in it, and reports what the client saw. */
sealed interface Act permits DownloadAct, UploadAct, LinesAct, EndingsAct, HostAct {

    String name();

    /** What is going to happen, for the audience. */
    String plot();

    ActResult play(Stage stage) throws InterruptedException;
}
