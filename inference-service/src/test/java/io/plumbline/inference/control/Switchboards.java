package io.plumbline.inference.control;

import io.plumbline.contracts.control.ServedFrom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Serving tables for tests that have no control topic. */
public final class Switchboards {
    private Switchboards() {}

    public static Switchboard serving(Roster... rosters) {
        Switchboard switchboard = new Switchboard();
        propose(switchboard, rosters);
        return switchboard;
    }

    /** Offers another table; it serves from the next turn on. */
    public static void propose(Switchboard switchboard, Roster... rosters) {
        Map<String, Roster> byModel = new HashMap<>();
        for (Roster roster : rosters) {
            byModel.put(roster.model(), roster);
        }
        switchboard.propose(new ServingTable(byModel, Map.of(), Map.of()));
    }

    /** From where on each generation served, newest first. */
    public static List<ServedFrom> served(Switchboard switchboard, String model) {
        return switchboard.marks().served(model);
    }
}
