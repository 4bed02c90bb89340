package dev.holdfast.tests.campaign;

import dev.holdfast.tests.lab.Cuts;
import java.util.List;
import java.util.SplittableRandom;

/** Which fault comes next, by chance: freezes and cuts around the lease, on the owner more often than on the others. */
final class FaultSchedule {

    private static final long LEASE_MILLIS = ClusterStage.LEASE.toMillis();

    private FaultSchedule() {}

    /** A fault among {@code hosts}, which {@code owner} is one of. */
    static Fault next(SplittableRandom random, String owner, List<String> hosts) {
        String other =
                pick(random, hosts.stream().filter(host -> !host.equals(owner)).toList());
        return switch (random.nextInt(11)) {
            case 0, 1 -> new Fault.Freeze("owner frozen", owner, beyondLease(random));
            case 2 -> new Fault.Freeze("owner frozen for less than the lease", owner, withinLease(random));
            case 3 -> new Fault.Freeze("another frozen", other, beyondLease(random));
            case 4 -> cut("owner's backbone cut", random, List.of(backbone(owner)));
            case 5 -> cut("another's backbone cut", random, List.of(backbone(other)));
            case 6 -> cut("owner's LAN cut", random, List.of(owner + "-lan"));
            case 7 -> cut("owner isolated", random, List.of(owner + "-lan", backbone(owner)));
            case 8 -> cut("client cut off", random, List.of("client-lan"));
            case 9 ->
                cut(
                        "no majority",
                        random,
                        hosts.stream().map(FaultSchedule::backbone).toList());
            default ->
                new Fault.Flap(
                        "backbone flaps",
                        List.of(backbone(random.nextBoolean() ? owner : other)),
                        random.nextInt(3, 15),
                        random.nextInt(20, 250));
        };
    }

    private static String backbone(String host) {
        return host + "-backbone";
    }

    private static Fault cut(String kind, SplittableRandom random, List<String> links) {
        Cuts.Direction direction = pick(random, List.of(Cuts.Direction.values()));
        return new Fault.Cut(
                kind, links, direction, random.nextInt(4) == 0 ? withinLease(random) : beyondLease(random));
    }

    private static long beyondLease(SplittableRandom random) {
        return random.nextLong(LEASE_MILLIS + 50, LEASE_MILLIS * 8);
    }

    private static long withinLease(SplittableRandom random) {
        return random.nextLong(20, LEASE_MILLIS);
    }

    private static <T> T pick(SplittableRandom random, List<T> choice) {
        return choice.get(random.nextInt(choice.size()));
    }
}
