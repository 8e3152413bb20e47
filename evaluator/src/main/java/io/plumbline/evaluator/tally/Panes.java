package io.plumbline.evaluator.tally;

import io.plumbline.evaluator.stored.StoredBytes;
import io.plumbline.evaluator.stored.StoredReader;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The panes of one partition that can still lie in a window.
 *
 * <p>For each model, view and width there is a floor that only rises. What is older than it is left alone, added or taken
 * away; so a pair can be taken away from a pane only if it was added to it.
 * <p>Threads: one at a time.
 */
public final class Panes {
    private record FloorKey(String model, View view, PaneWidth width) {}

    private static final PaneWidth[] WIDTHS = PaneWidth.values();
    private static final View[] VIEWS = View.values();

    private final Windows windows;
    private final Map<PaneKey, Pane> panes = new HashMap<>();
    private final Map<FloorKey, Long> floors = new HashMap<>();
    /** Since when there are panes of a width: the first that lacks nothing. Widths that no window uses are absent. */
    private final Map<PaneWidth, Long> since = new EnumMap<>(PaneWidth.class);

    /** For a partition of which nothing is stored. */
    public Panes(Windows windows) {
        this.windows = windows;
        for (PaneWidth width : WIDTHS) {
            if (windows.use(width)) {
                since.put(width, Long.MIN_VALUE);
            }
        }
    }

    /** Puts back a pane that was stored. */
    public void restore(PaneKey key, byte[] stored) {
        panes.put(key, Pane.fromBytes(stored));
    }

    /** Applies an update that is of a time; adds the panes that it changed to {@code changed}. */
    public void apply(TallyUpdate update, Set<PaneKey> changed) {
        if (update instanceof TallyUpdate.Enter enter) {
            change(update, enter.view(), enter.timeMillis(), changed);
        } else if (update instanceof TallyUpdate.Add add) {
            change(update, add.view(), add.timeMillis(), changed);
        } else if (update instanceof TallyUpdate.Remove remove) {
            change(update, remove.view(), remove.timeMillis(), changed);
        }
    }

    private void change(TallyUpdate update, View view, long timeMillis, Set<PaneKey> changed) {
        for (PaneWidth width : WIDTHS) {
            long start = width.startMillis(timeMillis);
            if (start >= since.getOrDefault(width, Long.MAX_VALUE)
                    && start >= floor(update.version().model(), view, width)) {
                PaneKey key = new PaneKey(update.version(), view, width, start);
                panes.computeIfAbsent(key, absent -> new Pane()).apply(update);
                changed.add(key);
            }
        }
    }

    private long floor(String model, View view, PaneWidth width) {
        return floors.getOrDefault(new FloorKey(model, view, width), Long.MIN_VALUE);
    }

    /**
     * Raises the floors to what the clock says, and drops the panes below.
     *
     * @return the keys of those dropped
     */
    public List<PaneKey> dropOld(long nowMillis) {
        List<PaneKey> dropped = new ArrayList<>();
        for (Iterator<PaneKey> keys = panes.keySet().iterator(); keys.hasNext(); ) {
            PaneKey key = keys.next();
            String model = key.version().model();
            long floor = Math.max(
                    floor(model, key.view(), key.width()),
                    windows.floorMillis(model, key.view(), key.width(), nowMillis));
            if (key.startMillis() < floor) {
                floors.put(new FloorKey(model, key.view(), key.width()), floor);
                dropped.add(key);
                keys.remove();
            }
        }
        return dropped;
    }

    /** As a stored pane, to be given to {@link #restore}. */
    public byte[] stored(PaneKey key) {
        return get(key).toBytes();
    }

    public Pane get(PaneKey key) {
        Pane pane = panes.get(key);
        if (pane == null) {
            throw new IllegalStateException("there is no pane " + key);
        }
        return pane;
    }

    public Iterable<PaneKey> keys() {
        return List.copyOf(panes.keySet());
    }

    /** Since when there are panes, and the floors, as bytes. */
    public byte[] floors() {
        StoredBytes out = new StoredBytes().number(since.size());
        since.forEach((width, start) -> out.number(width.ordinal()).number(start));
        out.number(floors.size());
        floors.forEach((key, floor) -> out.text(key.model())
                .number(key.view().ordinal())
                .number(key.width().ordinal())
                .number(floor));
        return out.toBytes();
    }

    /**
     * Puts back what {@link #floors()} gave. A width that windows use now and did not then starts with the next pane: the
     * present one would lack what came before.
     *
     * @throws IllegalArgumentException if {@link #floors()} cannot have given these
     */
    public void restoreFloors(byte[] stored, long nowMillis) {
        StoredReader in = new StoredReader(stored);
        Map<PaneWidth, Long> then = new EnumMap<>(PaneWidth.class);
        int widths = in.count();
        for (int i = 0; i < widths; i++) {
            then.put(WIDTHS[in.number(0, WIDTHS.length - 1)], in.number());
        }
        since.replaceAll((width, start) -> then.getOrDefault(
                width, width.startMillis(nowMillis) + width.width().toMillis()));
        int count = in.count();
        for (int i = 0; i < count; i++) {
            FloorKey key = new FloorKey(
                    in.text(), VIEWS[in.number(0, VIEWS.length - 1)], WIDTHS[in.number(0, WIDTHS.length - 1)]);
            long floor = in.number();
            // Of a width that was not used it is the end of time; since when there are panes anew says all.
            if (then.containsKey(key.width())) {
                floors.put(key, floor);
            }
        }
        in.end();
    }
}
