package dev.holdfast.testkit;

/** The client's program: writes by its script, reads at its own pace, and knows nothing of the server's troubles. */
final class ClientProgram {

    private final Script script;
    private final ModelTcp tcp;
    private final VirtualTime time;
    private final Dice dice;
    private final int readBytes;
    private final long readNanos;
    private final int dozePermille;
    private int step;
    private int doneOfStep;
    private int total;
    private boolean writing;
    private boolean reading;
    private boolean over;

    /**
     * @param readBytes how much it reads at a time
     * @param readNanos the time between two reads
     * @param dozePermille how often it stops reading for long, so that its window closes
     */
    ClientProgram(
            Script script, ModelTcp tcp, VirtualTime time, Dice dice, int readBytes, long readNanos, int dozePermille) {
        this.script = script;
        this.tcp = tcp;
        this.time = time;
        this.dice = dice;
        this.readBytes = readBytes;
        this.readNanos = readNanos;
        this.dozePermille = dozePermille;
    }

    boolean isOver() {
        return over;
    }

    int total() {
        return total;
    }

    void wake() {
        if (over) {
            return;
        }
        if (!writing) {
            writing = true;
            time.after(dice.between(1, 20 * VirtualTime.MICRO), this::write);
        }
        if (!reading) {
            reading = true;
            long doze = dice.chance(dozePermille) ? dice.between(1, 900) * VirtualTime.MILLI : 0;
            time.after(dice.between(1, readNanos) + doze, this::read);
        }
    }

    private void read() {
        reading = false;
        int count = Math.min(readBytes, tcp.readable());
        if (count > 0 && !over) {
            total += count;
            tcp.read(count);
            wake();
        }
    }

    private void write() {
        writing = false;
        while (!over && step < script.client().size()) {
            if (tcp.wasReset()) {
                over = true;
                return;
            }
            if (!advance(script.client().get(step))) {
                return;
            }
            step++;
            doneOfStep = 0;
        }
        over = script.isComplete();
    }

    /** True if the step is over. */
    private boolean advance(Script.ClientStep what) {
        return switch (what) {
            case Script.ClientStep.Send send -> {
                int count = Math.min(send.count() - doneOfStep, tcp.writable());
                if (count > 0) {
                    doneOfStep += count;
                    tcp.write(count);
                }
                yield doneOfStep == send.count();
            }
            case Script.ClientStep.AwaitRead await -> total >= await.total() || tcp.endOfStream();
            case Script.ClientStep.AwaitEnd _ -> tcp.endOfStream();
            case Script.ClientStep.Pause pause -> {
                step++;
                writing = true;
                time.after(pause.nanos(), this::write);
                yield false;
            }
            case Script.ClientStep.Shutdown _ -> {
                tcp.shutdown();
                yield true;
            }
            case Script.ClientStep.Close _ -> {
                tcp.close();
                yield true;
            }
            case Script.ClientStep.Abort _ -> {
                tcp.abort();
                yield true;
            }
        };
    }
}
