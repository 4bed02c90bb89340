package dev.holdfast.actors.doctor;

import java.lang.management.ManagementFactory;
import java.util.List;

/** The JDK that runs this: new enough, and told what Akka and the system calls need. */
record JavaCheck(int feature, String version, List<String> options) implements Check {

    private static final int NEEDED = 25;
    private static final List<String> FLAGS =
            List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    static JavaCheck ofThisProcess() {
        return new JavaCheck(
                Runtime.version().feature(),
                Runtime.version().toString(),
                ManagementFactory.getRuntimeMXBean().getInputArguments());
    }

    @Override
    public String subject() {
        return "java";
    }

    @Override
    public Finding look() {
        if (feature < NEEDED) {
            return new Finding.Failure(
                    "is " + version, "install a JDK " + NEEDED + " or newer, and set JAVA_HOME if it is not found");
        }
        List<String> missing =
                FLAGS.stream().filter(flag -> !options.contains(flag)).toList();
        return missing.isEmpty()
                ? new Finding.Fine(version + ", with the options it needs")
                : new Finding.Warning(
                        version + " runs without " + String.join(" ", missing), "start through the holdfast launcher");
    }
}
