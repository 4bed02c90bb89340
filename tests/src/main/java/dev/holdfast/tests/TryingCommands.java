package dev.holdfast.tests;

import dev.holdfast.actors.cli.CommandGroup;
import dev.holdfast.tests.bench.BenchCommand;
import dev.holdfast.tests.campaign.CampaignCommand;
import dev.holdfast.tests.demo.DemoCommand;
import dev.holdfast.tests.lab.LabCommand;
import java.util.List;

/** The commands with which a user tries, shows and measures Holdfast. */
public final class TryingCommands implements CommandGroup {

    @Override
    public List<Object> commands() {
        return List.of(new LabCommand(), new DemoCommand(), new BenchCommand(), new CampaignCommand());
    }
}
