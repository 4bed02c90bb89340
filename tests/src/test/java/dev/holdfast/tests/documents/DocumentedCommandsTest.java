package dev.holdfast.tests.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.actors.cli.Holdfast;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Every command and option that the documents name is one, and somebody runs it. */
class DocumentedCommandsTest {

    private static final Pattern OPTION = Pattern.compile("`(--?[a-z][a-z-]*)[^`]*`");

    @Test
    void areWhatTheProgramTakes() {
        List<DocumentedCommand> commands = Documents.commands();

        assertThat(commands).hasSizeGreaterThan(40);
        assertThat(commands.stream().filter(DocumentedCommand::isOurs)).allSatisfy(Grammar::isComplete);
    }

    @Test
    void areRunOrNamedWithTheTestThatDoes() {
        List<DocumentedCommand> commands = Documents.commands();

        assertThat(commands)
                .filteredOn(command -> Elsewhere.of(command).isEmpty())
                .isNotEmpty()
                .allSatisfy(command -> {
                    assertThat(command.isOurs())
                            .as("%s: by which test?", command)
                            .isTrue();
                    Situation.imagined().fill(command);
                });
        assertThat(Elsewhere.all())
                .allSatisfy(named -> assertThat(commands)
                        .as("a command that begins with '%s'", named.beginning())
                        .anyMatch(command -> Elsewhere.of(command).equals(Optional.of(named))))
                .allSatisfy(named ->
                        assertThat(isATest(named.test())).as(named.test()).isTrue());
    }

    @Test
    void haveTheOptionsThatAreNamedAlone() {
        Set<String> known = options(Holdfast.commands());
        known.add("--output");

        Documents.names()
                .filter(name -> !name.contains("testkit"))
                .forEach(name -> assertThat(
                                OPTION.matcher(Documents.text(name)).results().map(option -> option.group(1)))
                        .as(name)
                        .isSubsetOf(known));
    }

    @Test
    void aMistypedCommandIsFound() {
        assertThatThrownBy(() -> Grammar.isComplete(typed("./holdfast lab upp --port 1 -- true")))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> Grammar.isComplete(typed("holdfast conn ls --stat normal")))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> Situation.imagined().fill(typed("holdfast conn show WHICH")))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void alternativesAreTakenApart() {
        assertThat(new Notation("holdfast journal ls | show CONN | tail -f").lines())
                .containsExactly("holdfast journal ls", "holdfast journal show CONN", "holdfast journal tail -f");
        assertThat(new Notation("holdfast conn ls [--service web] [-o json|jsonl]").lines())
                .containsExactly("holdfast conn ls --service web -o json", "holdfast conn ls --service web -o jsonl");
        assertThat(new Notation("holdfast status -o json | jq .node").lines())
                .containsExactly("holdfast status -o json | jq .node");
    }

    private static DocumentedCommand typed(String text) {
        return new DocumentedCommand("here", text, true);
    }

    private static Set<String> options(CommandLine line) {
        return Stream.concat(
                        line.getCommandSpec().optionsMap().keySet().stream(),
                        line.getSubcommands().values().stream().flatMap(child -> options(child).stream()))
                .collect(Collectors.toSet());
    }

    private static boolean isATest(String name) throws ReflectiveOperationException {
        int hash = name.indexOf('#');
        return Class.forName("dev.holdfast.tests." + name.substring(0, hash))
                .getDeclaredMethod(name.substring(hash + 1))
                .isAnnotationPresent(Test.class);
    }
}
