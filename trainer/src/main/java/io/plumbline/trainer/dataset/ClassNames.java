package io.plumbline.trainer.dataset;

import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.experiment.Settings;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/**
 * The classes of a data set, by index.
 *
 * @param names empty where an experiment leaves it to the data which there are
 */
public record ClassNames(List<String> names) {
    public ClassNames {
        names = List.copyOf(names);
    }

    /** The {@code classes} setting: no names, or at least two, all different. */
    public static ClassNames from(Settings data) {
        List<String> names = data.texts("classes");
        if (names.size() == 1) {
            data.problem("classes", "has 1 name, expected at least 2");
        }
        if (new HashSet<>(names).size() != names.size()) {
            data.problem("classes", "is " + names + ", expected each name once");
        }
        return new ClassNames(names);
    }

    /**
     * These classes if there are any, else those found: sorted, as numbers if all of them are whole numbers.
     *
     * @param max how many there may be
     * @throws InvalidExperimentException if there are more: the target is probably no class
     */
    public ClassNames orFound(Collection<String> found, int max) {
        if (!names.isEmpty()) {
            return this;
        }
        if (found.size() > max) {
            throw new InvalidExperimentException(
                    "experiment",
                    List.of(("data.max-categories is %d, but the target has %d classes; is it a number to be predicted"
                                    + " by a regression, or an id?")
                            .formatted(max, found.size())));
        }
        boolean numbers = found.stream().allMatch(name -> name.matches("-?\\d{1,18}"));
        Comparator<String> order = numbers
                ? Comparator.<String>comparingLong(Long::parseLong).thenComparing(name -> name)
                : Comparator.naturalOrder();
        return new ClassNames(found.stream().distinct().sorted(order).toList());
    }

    /**
     * The index of a class.
     *
     * @param where the name was found, for the message
     * @throws MalformedDataException if it is none of these
     */
    public int index(String name, String where) {
        int index = names.indexOf(name);
        if (index < 0) {
            throw new MalformedDataException(
                    where + " is '" + name + "', expected one of the classes " + names + " that data.classes names");
        }
        return index;
    }
}
