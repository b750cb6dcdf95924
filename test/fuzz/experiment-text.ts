import type { PluginKind, Registry } from "@infoplane/contracts";
import fc, { type Arbitrary } from "fast-check";

/** Numbers as people write them, mistakes included. */
const numbers = fc.oneof(
  fc.integer({ min: -3, max: 300 }).map(String),
  fc.constantFrom(
    "0",
    "1",
    "-0",
    "0.5",
    "1e-5",
    "1e999",
    "1e-999",
    "20%",
    "1e9",
    "4294967296",
    "9007199254740993",
    "32x32x3",
    "0x0",
    "1x",
  ),
);
const texts = fc.oneof(
  fc.string({ maxLength: 8 }).map((text) => JSON.stringify(text)),
  fc.constantFrom('""', '"a\\u0000b"', '"../x"', '"https://example.org"', '"__proto__"', '"${x}"'),
);

/**
 * Experiments generated from the grammar, with the existing plugins and the names of their options. Most are nearly
 * correct, so that every check is reached, and some are changed at random afterwards; so are those of `corpus`, one
 * setting at a time.
 */
export function experimentText(registry: Registry, corpus: readonly string[]): Arbitrary<string> {
  const name = (kind: PluginKind): Arbitrary<string> =>
    fc.oneof(
      { weight: 20, arbitrary: fc.constantFrom(...registry.names(kind)) },
      { weight: 1, arbitrary: fc.constantFrom("nothing", "e2e", "constructor", "__proto__", "classes", "block", "k") },
    );
  const value: Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      numbers,
      texts,
      fc.constantFrom("true", "false", "null", "classes", "k", "a", "linear", "cross-entropy", "adam", "same"),
      fc.array(tie("value"), { maxLength: 3 }).map((items) => `[${items.join(", ")}]`),
      fc
        .tuple(tie("value"), fc.constantFrom("+", "-", "*", "/"), tie("value"))
        .map(([a, sign, b]) => `(${a} ${sign} ${b})`),
      fc.tuple(name("head"), tie("value")).map(([head, inner]) => `${head}(${inner})`),
    ),
  })).value;
  const call = (kind: PluginKind): Arbitrary<string> =>
    name(kind).chain((plugin) => {
      const options = Object.keys(registry.find(kind, plugin)?.options.shape ?? {});
      const key = fc.constantFrom(...options, ...(options.length === 0 ? ["rate"] : []), "unknown");
      const argument = fc.oneof(
        value,
        fc.tuple(key, value).map(([option, given]) => `${option}: ${given}`),
      );
      return fc.oneof(
        fc.constant(plugin),
        fc.array(argument, { maxLength: 3 }).map((all) => `${plugin}(${all.join(", ")})`),
      );
    });
  const layer = fc.oneof(
    call("layer"),
    fc.tuple(name("layer"), numbers).map(([plugin, n]) => `${plugin} ${n}`),
    fc.array(call("layer"), { maxLength: 2 }).map((inner) => `residual { ${inner.join("; ")} }`),
    fc.constantFrom("relu", "flatten", "conv 4", "dense 8", "batchnorm", "maxpool", "dropout 10%"),
  );
  const layers = fc.array(layer, { minLength: 1, maxLength: 4 }).map((all) => all.join("; "));
  const part = fc.oneof(
    layers.map((all) => `block { ${all} }`),
    fc.tuple(numbers, layers).map(([n, all]) => `repeat ${n} { block { ${all} } }`),
    layers.map((all) => `classifier { ${all} }`),
  );
  const architecture = fc.oneof(
    call("architecture").map((preset) => `architecture ${preset}`),
    fc
      .array(part, { maxLength: 4 })
      .map((parts) => `architecture net {\n  ${parts.join("\n  ")}\n  classifier { flatten; dense classes }\n}`),
  );
  const setting = fc.oneof(
    call("optimizer").map((use) => `optimizer ${use}`),
    call("schedule").map((use) => `schedule ${use}`),
    value.map((given) => `epochs ${given}`),
    value.map((given) => `batch ${given}`),
    call("augmentation").map((use) => `augment ${use}`),
  );
  const settings = fc.array(setting, { maxLength: 3 }).map((all) => (all.length === 0 ? "" : ` { ${all.join("; ")} }`));
  const arm = fc.constantFrom("*", "e2e", "a", "b-{k}", "per-layer");
  const train = fc
    .tuple(arm, call("trainer"), settings, fc.constantFrom("", " for k in [1, 2]", " for k in 1..3", " for k in []"))
    .map(([at, rule, all, over]) => `train ${at}${at === "*" ? "" : ` with ${rule}`}${over}${all}`);
  const measure = fc
    .tuple(
      call("metric"),
      fc.constantFrom("", " on probe(train, 64)", " on probe(test, 1e9)", " on probe(train)"),
      fc.constantFrom("", " every 1 epoch", " every 0 epochs", " at end"),
    )
    .map(([metric, on, when]) => `measure ${metric}${on}${when}`);
  const quantity = fc.tuple(name("metric"), arm).map(([metric, at]) => `${metric}(test)[${at}]`);
  const claim = fc
    .tuple(
      quantity,
      fc.constantFrom(">", "<", "~"),
      fc.oneof(quantity, numbers),
      fc.constantFrom("", " by 1%", " within 0.1"),
    )
    .map(([left, sign, right, margin]) => `claim "c" ${left} ${sign} ${right}${margin}`);
  const seeds = fc.constantFrom(
    "seeds 1..3",
    "seeds 1",
    "seeds 5..1",
    "seeds 1..1e9",
    "seeds 1, 1",
    "seeds -1",
    "seeds 2..",
  );
  const dataset = fc.tuple(call("dataset"), settings).map(([use, all]) => `dataset ${use}${all}`);
  const more = fc.oneof(
    fc.tuple(fc.constantFrom("a", "k", "e2e"), value).map(([variable, given]) => `let ${variable} = ${given}`),
    call("reporter").map((use) => `report ${use}`),
    claim,
    measure,
    train,
    seeds,
    fc.constantFrom("checkpoints every 2 epochs", "sensitivity nhsic", 'use "./x.ts"', "profile p { seeds 1 }"),
  );
  const whole = fc
    .tuple(
      fc.oneof({ weight: 5, arbitrary: fc.constant("seeds 1..2") }, seeds),
      dataset,
      architecture,
      fc.array(train, { minLength: 1, maxLength: 3 }),
      measure,
      fc.array(more, { maxLength: 4 }),
    )
    .map((parts) => ['experiment x "t"', ...parts.flat()].join("\n"));
  const resettled = fc.tuple(fc.constantFrom(...corpus), fc.nat(1000), value).map(([text, at, given]) => {
    const places = [...text.matchAll(/(?<=[\s(:,])(?:\d[\w.%-]*|"[^"]*")/g)];
    const place = places[at % places.length];
    return place ? text.slice(0, place.index) + given + text.slice(place.index + place[0].length) : text;
  });
  const replaced = fc.tuple(fc.constantFrom(...corpus), fc.nat(1000), fc.nat(1000)).map(([text, at, from]) => {
    const lines = text.split("\n");
    return lines.with(at % lines.length, lines[from % lines.length] ?? "").join("\n");
  });
  return fc.oneof(
    { weight: 3, arbitrary: whole },
    { weight: 1, arbitrary: changed(whole) },
    { weight: 3, arbitrary: resettled },
    { weight: 1, arbitrary: replaced },
    { weight: 1, arbitrary: changed(fc.constantFrom(...corpus)) },
  );
}

/** Pieces left out, duplicated, moved or replaced. */
function changed(text: Arbitrary<string>): Arbitrary<string> {
  const change = fc.record({
    at: fc.nat(400),
    length: fc.nat(12),
    piece: fc.oneof(
      fc.constantFrom(
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        '"',
        "#",
        "\n",
        "\r\n",
        "\t",
        ";",
        ",",
        ":",
        "..",
        "{{",
        "\u2028",
        "é",
        "😀",
        "-",
        "%",
      ),
      fc.string({ unit: "binary", maxLength: 4 }),
      fc.constant(""),
    ),
  });
  return fc.tuple(text, fc.array(change, { minLength: 1, maxLength: 4 })).map(([all, changes]) =>
    changes.reduce((now, { at, length, piece }) => {
      const start = at % (now.length + 1);
      return now.slice(0, start) + piece + now.slice(start + length);
    }, all),
  );
}
