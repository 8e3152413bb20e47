package io.plumbline.inference.cli;

import io.plumbline.contracts.config.Setting;
import io.plumbline.contracts.config.Settings;
import io.plumbline.inference.doctor.BrokerChecks;
import io.plumbline.inference.doctor.Finding;
import io.plumbline.inference.doctor.Finding.Level;
import io.plumbline.inference.doctor.MachineChecks;
import io.plumbline.inference.doctor.StoreChecks;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code doctor}: looks at everything that {@code serve} needs. */
@Command(
        name = "doctor",
        description =
                "Checks this machine, the brokers, topics, rights and the store, and says what to do. Writes nothing.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline doctor",
            "  plumbline doctor --config inference.yaml -o json",
            "",
            "Exit codes: 0 no failure, 1 something must be mended, 2 usage.",
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
final class DoctorCommand implements Callable<Integer> {
    // Keys of the service's configuration, which defines them.
    private static final Setting<String> GROUP_ID = Setting.text("group.id", "", "");
    private static final Setting<String> INSTANCE = Setting.text("instance", "", "");
    private static final Setting<Boolean> TOPICS_CREATE = Setting.flag("topics.create", true, "");
    private static final Setting<String> HTTP_BIND = Setting.text("http.bind", "", "");
    private static final Setting<Integer> HTTP_PORT = Setting.integer("http.port", 0, 0, 65_535, "");

    @Mixin
    private Common common;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Sets one key, as serve's --set does. May be repeated.")
    private List<String> sets = new ArrayList<>();

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = common.settings(sets);
        List<Finding> findings =
                new ArrayList<>(new MachineChecks(settings.get(HTTP_BIND), settings.get(HTTP_PORT)).run());
        String member = settings.kafka().get("group.instance.id");
        String instance = settings.isDefault(INSTANCE) && member != null ? member : settings.get(INSTANCE);
        BrokerChecks brokers = new BrokerChecks(
                common.link(),
                common.topics(),
                settings.get(GROUP_ID),
                common.topics().prefix() + "-inference-" + instance,
                settings.get(TOPICS_CREATE),
                Clock.systemUTC());
        findings.addAll(brokers.run());
        findings.addAll(new StoreChecks(common.store()).run(brokers.desired()));
        boolean well = findings.stream().noneMatch(finding -> finding.level() == Level.FAIL);
        if (common.json()) {
            common.printJson(Map.of(
                    "ok",
                    well,
                    "findings",
                    findings.stream().map(DoctorCommand::object).toList()));
        } else {
            print(findings);
        }
        return well ? ExitCode.OK : ExitCode.FAILED;
    }

    private static Map<String, Object> object(Finding finding) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("check", finding.check());
        object.put("level", finding.level().label());
        object.put("found", finding.found());
        object.put("remedy", finding.remedy());
        return object;
    }

    private void print(List<Finding> findings) {
        for (Finding finding : findings) {
            common.out().printf("%-4s  %-17s %s%n", finding.level().label(), finding.check(), finding.found());
            if (!finding.remedy().isEmpty()) {
                common.out().printf("%24s-> %s%n", "", finding.remedy());
            }
        }
        common.out().flush();
    }
}
