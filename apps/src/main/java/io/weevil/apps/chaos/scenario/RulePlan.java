package io.weevil.apps.chaos.scenario;

import io.weevil.apps.chaos.link.LinkEffect;
import io.weevil.apps.chaos.link.LinkEnd;
import io.weevil.apps.chaos.link.LinkRule;
import io.weevil.engine.message.MessageKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A rule as a scenario states it: with words for whoever they mean when its time comes.
 *
 * @param from senders, empty for all
 * @param to receivers, empty for all
 * @param partition sides that do not hear each other; empty for no partition
 * @param effects beside the partition
 */
public record RulePlan(
    String name,
    long seed,
    Set<MessageKind> kinds,
    List<String> from,
    List<String> to,
    List<List<String>> partition,
    List<LinkEffect> effects) {

  static final String PRIMARY = "primary";
  static final String BACKUPS = "backups";
  static final String REPLICAS = "replicas";
  static final String CLIENTS = "clients";
  static final List<String> WORDS = List.of(PRIMARY, BACKUPS, REPLICAS, CLIENTS);

  public RulePlan {
    kinds = Set.copyOf(kinds);
    from = List.copyOf(from);
    to = List.copyOf(to);
    partition = partition.stream().map(List::copyOf).toList();
    effects = List.copyOf(effects);
  }

  /**
   * Who is who at a moment.
   *
   * @param replicas in the group
   * @param clients of the load
   */
  public record Roles(int replicas, int primary, int clients) {}

  public LinkRule resolve(Roles roles) {
    List<LinkEffect> all = new ArrayList<>();
    if (!partition.isEmpty()) {
      all.add(new LinkEffect.Partition(partition.stream().map(side -> ends(side, roles)).toList()));
    }
    all.addAll(effects);
    return new LinkRule(name, seed, kinds, ends(from, roles), ends(to, roles), all);
  }

  private static Set<LinkEnd> ends(List<String> words, Roles roles) {
    return words.stream().flatMap(word -> ends(word, roles)).collect(Collectors.toSet());
  }

  private static Stream<LinkEnd> ends(String word, Roles roles) {
    return switch (word) {
      case PRIMARY -> replicas(roles, i -> i == roles.primary());
      case BACKUPS -> replicas(roles, i -> i != roles.primary());
      case REPLICAS -> replicas(roles, i -> true);
      case CLIENTS -> IntStream.range(0, roles.clients()).mapToObj(LinkEnd.Client::new);
      default -> Stream.of(LinkEnd.parse(word));
    };
  }

  private static Stream<LinkEnd> replicas(Roles roles, Predicate<Integer> which) {
    return IntStream.range(0, roles.replicas()).boxed().filter(which).map(LinkEnd.Replica::new);
  }
}
