package dev.holdfast.interceptors.address;

import dev.holdfast.interceptors.host.Command;
import dev.holdfast.interceptors.host.CommandFailed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One thing that claiming an address changes in the host and that outlives a killed process, or must go in order.
 *
 * <p>Its undo may be repeated, and finds nothing to do if it was done or the kernel did it. Written to the undo file as one line
 * of tab-separated fields before it is applied.
 */
sealed interface Change {

    void apply() throws IOException;

    void undo() throws IOException;

    String line();

    /** A network namespace made by us. */
    record Namespace(String name) implements Change {
        @Override
        public void apply() throws IOException {
            Command.of("ip", "netns", "add", name).run();
        }

        @Override
        public void undo() throws IOException {
            unlessGone("ip", "netns", "delete", name);
        }

        @Override
        public String line() {
            return "namespace\t" + name;
        }
    }

    /** A packet filter table of ours; {@code rules} are needed to apply it only. */
    record FilterTable(String family, String name, String rules) implements Change {
        @Override
        public void apply() throws IOException {
            Command.of("nft", "-f", "-").withInput(rules).run();
        }

        /** As nft reads it: in the place of whatever there is of it. */
        String replacing() {
            return "add table %s %s\ndelete table %s %s\n".formatted(family, name, family, name) + rules;
        }

        @Override
        public void undo() throws IOException {
            unlessGone("nft", "delete", "table", family, name);
        }

        @Override
        public String line() {
            return "filter\t" + family + "\t" + name;
        }
    }

    /** What comes from {@code vip} is routed by {@code table}. */
    record Rule(String version, String vip, String table, String priority) implements Change {
        @Override
        public void apply() throws IOException {
            Command.of("ip", version, "rule", "add", "from", vip, "lookup", table, "priority", priority)
                    .run();
        }

        @Override
        public void undo() throws IOException {
            unlessGone("ip", version, "rule", "del", "from", vip, "lookup", table, "priority", priority);
        }

        @Override
        public String line() {
            return String.join("\t", "rule", version, vip, table, priority);
        }
    }

    /** {@code vip} on {@code device}; {@code netns} is empty for the namespace we are in. */
    record Address(String netns, String device, String vip) implements Change {
        @Override
        public void apply() throws IOException {
            Command.of(inNamespace(netns, "address", "add", vip, "dev", device)).run();
        }

        @Override
        public void undo() throws IOException {
            unlessGone(inNamespace(netns, "address", "del", vip, "dev", device).toArray(String[]::new));
        }

        @Override
        public String line() {
            return String.join("\t", "address", netns, device, vip);
        }
    }

    /** A kernel setting; what it was before is kept by {@link SettingsBefore}, which several claims share. */
    record Setting(String key, String value, SettingsBefore before) implements Change {
        @Override
        public void apply() throws IOException {
            before.change(key, value);
        }

        @Override
        public void undo() throws IOException {
            before.release(key);
        }

        @Override
        public String line() {
            return "setting\t" + key;
        }
    }

    /**
     * Reads what {@link #line} wrote.
     *
     * @throws IOException if it is anything else
     */
    static Change parse(String line, SettingsBefore before) throws IOException {
        String[] field = line.split("\t", -1);
        return switch (field[0] + field.length) {
            case "namespace2" -> new Namespace(field[1]);
            case "filter3" -> new FilterTable(field[1], field[2], "");
            case "rule5" -> new Rule(field[1], field[2], field[3], field[4]);
            case "address4" -> new Address(field[1], field[2], field[3]);
            case "setting2" -> new Setting(field[1], "", before);
            default -> throw new IOException("not a line of an undo file: " + line);
        };
    }

    static List<String> inNamespace(String netns, String... command) {
        List<String> line = new ArrayList<>(netns.isEmpty() ? List.of("ip") : List.of("ip", "-n", netns));
        line.addAll(List.of(command));
        return line;
    }

    /** "Setting" a namespace fails if its file is there and no more: under systemd its mount died with the node that made it. */
    private static void unlessGone(String... command) throws CommandFailed {
        Command.Result result = Command.of(command).attempt();
        String error = result.error();
        boolean gone = error.contains("No such")
                || error.contains("Cannot find device")
                || error.contains("does not exist")
                || error.contains("Cannot open network namespace")
                || error.contains("setting the network namespace")
                || error.contains("Cannot assign requested address");
        if (!result.ok() && !gone) {
            throw Command.of(command).failure(result);
        }
    }
}
