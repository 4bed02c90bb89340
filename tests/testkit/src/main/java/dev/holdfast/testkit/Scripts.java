package dev.holdfast.testkit;

import dev.holdfast.testkit.Script.ClientStep;
import dev.holdfast.testkit.Script.ServerStep;
import java.util.ArrayList;
import java.util.List;

/** The conversations that runs are made of: one is drawn, with its sizes and pauses. */
final class Scripts {

    private static final int SMALL = 60;

    private Scripts() {}

    static Script draw(Dice dice) {
        int large = (int) dice.logarithmic(500, dice.chance(100) ? 400_000 : 60_000);
        return switch (dice.below(11)) {
            case 0 -> upload(dice, large);
            case 1 -> download(dice, large);
            case 2, 3 -> echo(dice, large);
            case 4, 5 -> dialogue(dice);
            case 6 -> serverHalfCloses(dice, large);
            case 7 -> serverAborts(dice, large);
            case 8 -> clientAborts(dice, large);
            case 9 -> serverClosesEarly(dice, large);
            default -> bothClose(dice, large);
        };
    }

    private static Script upload(Dice dice, int size) {
        return new DrawnScript(
                "upload",
                dice,
                List.of(new ServerStep.ReadToEnd(), new ServerStep.Write(32), new ServerStep.Close()),
                client(dice, size, new ClientStep.Shutdown(), new ClientStep.AwaitEnd(), new ClientStep.Close()),
                false,
                false);
    }

    private static Script download(Dice dice, int size) {
        return new DrawnScript(
                "download",
                dice,
                List.of(new ServerStep.Read(SMALL), new ServerStep.Write(size), new ServerStep.Close()),
                client(dice, SMALL, new ClientStep.AwaitEnd(), new ClientStep.Close()),
                false,
                false);
    }

    private static Script echo(Dice dice, int size) {
        return new DrawnScript(
                "echo",
                dice,
                List.of(new ServerStep.EchoToEnd(), new ServerStep.Close()),
                client(dice, size, new ClientStep.Shutdown(), new ClientStep.AwaitEnd(), new ClientStep.Close()),
                false,
                false);
    }

    /** Requests and answers; either side may close first. */
    private static Script dialogue(Dice dice) {
        List<ServerStep> server = new ArrayList<>();
        List<ClientStep> client = new ArrayList<>();
        int read = 0;
        int rounds = dice.between(1, 25);
        for (int i = 0; i < rounds; i++) {
            int request = (int) dice.logarithmic(1, 4_000);
            int answer = (int) dice.logarithmic(1, 20_000);
            read += answer;
            client.add(new ClientStep.Send(request));
            server.add(new ServerStep.Read(request));
            server.add(new ServerStep.Write(answer));
            if (dice.chance(800)) {
                client.add(new ClientStep.AwaitRead(read));
            }
            if (dice.chance(200)) {
                client.add(new ClientStep.Pause(dice.logarithmic(VirtualTime.MILLI, 3 * VirtualTime.SECOND)));
            }
        }
        if (dice.chance(500)) {
            client.add(new ClientStep.AwaitRead(read));
            client.add(new ClientStep.Shutdown());
            server.add(new ServerStep.ReadToEnd());
        }
        server.add(new ServerStep.Close());
        client.add(new ClientStep.AwaitEnd());
        client.add(new ClientStep.Close());
        return new DrawnScript("dialogue", dice, server, client, false, false);
    }

    private static Script serverHalfCloses(Dice dice, int size) {
        int answer = (int) dice.logarithmic(1, 20_000);
        List<ClientStep> client = new ArrayList<>(client(dice, SMALL));
        if (dice.chance(700)) {
            client.add(new ClientStep.AwaitEnd());
        }
        client.addAll(client(dice, size, new ClientStep.Shutdown(), new ClientStep.AwaitEnd(), new ClientStep.Close()));
        return new DrawnScript(
                "server half-closes",
                dice,
                List.of(
                        new ServerStep.Read(SMALL),
                        new ServerStep.Write(answer),
                        new ServerStep.Shutdown(),
                        new ServerStep.ReadToEnd(),
                        new ServerStep.Close()),
                client,
                false,
                false);
    }

    private static Script serverAborts(Dice dice, int size) {
        return new DrawnScript(
                "server aborts",
                dice,
                List.of(new ServerStep.Read(SMALL), new ServerStep.Write(size), new ServerStep.Abort()),
                client(dice, SMALL, new ClientStep.AwaitEnd(), new ClientStep.Close()),
                true,
                false);
    }

    private static Script clientAborts(Dice dice, int size) {
        return new DrawnScript(
                "client aborts",
                dice,
                List.of(
                        new ServerStep.Read(SMALL),
                        new ServerStep.Write(size),
                        new ServerStep.ReadToEnd(),
                        new ServerStep.Close()),
                client(dice, SMALL, new ClientStep.AwaitRead(dice.below(size)), new ClientStep.Abort()),
                false,
                true);
    }

    private static Script serverClosesEarly(Dice dice, int size) {
        return new DrawnScript(
                "server closes early",
                dice,
                List.of(
                        new ServerStep.Read(SMALL),
                        new ServerStep.Write((int) dice.logarithmic(1, 20_000)),
                        new ServerStep.Close()),
                client(dice, SMALL + size, new ClientStep.AwaitEnd(), new ClientStep.Close()),
                true,
                false);
    }

    private static Script bothClose(Dice dice, int size) {
        int answer = Math.max(1, size / 2);
        return new DrawnScript(
                "both close",
                dice,
                List.of(new ServerStep.Read(size), new ServerStep.Write(answer), new ServerStep.Close()),
                client(dice, size, new ClientStep.AwaitRead(answer), new ClientStep.Close()),
                false,
                false);
    }

    /** {@code size} bytes in one go or in pieces, then the rest. */
    private static List<ClientStep> client(Dice dice, int size, ClientStep... rest) {
        List<ClientStep> steps = new ArrayList<>();
        int left = size;
        int pieces = dice.chance(500) ? 1 : dice.between(2, 12);
        for (int i = 1; i < pieces && left > 1; i++) {
            int count = dice.between(1, Math.max(1, 2 * left / pieces));
            count = Math.min(count, left - 1);
            steps.add(new ClientStep.Send(count));
            steps.add(new ClientStep.Pause(dice.logarithmic(100 * VirtualTime.MICRO, 300 * VirtualTime.MILLI)));
            left -= count;
        }
        steps.add(new ClientStep.Send(left));
        steps.addAll(List.of(rest));
        return steps;
    }
}
