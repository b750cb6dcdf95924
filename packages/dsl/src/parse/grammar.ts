import type { IOrAlt, IParserErrorMessageProvider, TokenType } from "chevrotain";
import { CstParser, EOF } from "./chevrotain.ts";
import * as t from "./tokens.ts";

const {
  Experiment,
  Seeds,
  Let,
  Use,
  Dataset,
  Architecture,
  Train,
  Measure,
  Report,
  Claim,
  Profile,
  Sensitivity,
  Checkpoints,
} = t.statementWords;
const { Block, Repeat, Classifier, Head } = t.architectureWords;
const { With, For, In, On, Every, At, By, Within, Over } = t.clauseWords;

type Action = () => unknown;

/*
 * Alternatives and lists are built once, not at every visit of a rule: a rule's own closures cost more than its work.
 */
function oneOf(...actions: readonly Action[]): { DEF: IOrAlt<unknown>[] } {
  return { DEF: actions.map((ALT) => ({ ALT })) };
}
/** Decides by one token; if a keyword could be a name as well, the earlier alternative wins. */
function first(...actions: readonly Action[]) {
  return { ...oneOf(...actions), IGNORE_AMBIGUITIES: true, MAX_LOOKAHEAD: 1 };
}
function separated(SEP: TokenType, DEF: Action) {
  return { SEP, DEF };
}

/**
 * The grammar of one item: a statement, a setting, a part of an architecture, a layer. `layout` has cut the text into
 * items and turned each pair of braces into one token, whose contents are parsed separately; so a mistake costs one
 * item and needs no recovery. Every keyword is a Name too: alternatives that begin with a keyword come first.
 */
export class Grammar extends CstParser {
  constructor(options: { readonly validate?: boolean } = {}) {
    super(t.allTokens, {
      maxLookahead: 2,
      nodeLocationTracking: "onlyOffset",
      skipValidations: !options.validate,
      errorMessageProvider: expectedTexts,
    });
    this.performSelfAnalysis();
  }

  readonly #statement = first(
    () => this.SUBRULE(this.experiment),
    () => this.SUBRULE(this.seeds),
    () => this.SUBRULE(this.binding),
    () => this.SUBRULE(this.use),
    () => this.SUBRULE(this.dataset),
    () => this.SUBRULE(this.architecture),
    () => this.SUBRULE(this.train),
    () => this.SUBRULE(this.measure),
    () => this.SUBRULE(this.sensitivity),
    () => this.SUBRULE(this.checkpoints),
    () => this.SUBRULE(this.report),
    () => this.SUBRULE(this.claim),
    () => this.SUBRULE(this.profile),
    () => this.SUBRULE(this.unknown),
  );
  readonly #part = first(
    () => this.SUBRULE(this.block),
    () => this.SUBRULE(this.repeat),
    () => this.SUBRULE(this.classifier),
    () => this.SUBRULE(this.layer),
  );
  readonly #classifierWord = oneOf(
    () => this.CONSUME(Classifier),
    () => this.CONSUME(Head),
  );
  readonly #layerItem = first(
    () => this.SUBRULE(this.repeat),
    () => this.SUBRULE(this.layer),
  );
  readonly #blockName = oneOf(
    () => this.CONSUME(t.StringToken),
    () => this.CONSUME(t.Name),
  );
  readonly #layerArguments = first(
    () => this.SUBRULE(this.arguments),
    () => this.MANY(() => this.SUBRULE(this.bareArgument)),
  );
  readonly #arm = oneOf(
    () => this.CONSUME(t.Star),
    () => this.CONSUME(t.TemplateName),
    () => this.CONSUME(t.Name),
  );
  readonly #clause = oneOf(
    () => {
      this.CONSUME(On);
      this.SUBRULE(this.call);
    },
    () => {
      this.CONSUME(Every);
      this.SUBRULE(this.factor);
      this.OR2(this.#epochs);
    },
    () => {
      this.CONSUME(At);
      this.CONSUME(t.End);
    },
  );
  readonly #epochs = oneOf(
    () => this.CONSUME(t.Epoch),
    () => this.CONSUME(t.Epochs),
  );
  readonly #relation = oneOf(
    () => this.CONSUME(t.Greater),
    () => this.CONSUME(t.Less),
    () => this.CONSUME(t.Tilde),
  );
  readonly #sideTerm = first(
    () => this.SUBRULE(this.quantity),
    () => this.SUBRULE(this.factor),
  );
  readonly #phase = first(
    () => this.CONSUME2(t.Name, { LABEL: "phase" }),
    () => this.SUBRULE(this.range),
  );
  readonly #margin = oneOf(
    () => this.CONSUME(By),
    () => this.CONSUME(Within),
  );
  readonly #plusOrMinus = oneOf(
    () => this.CONSUME(t.Plus),
    () => this.CONSUME(t.Minus),
  );
  readonly #timesOrBy = oneOf(
    () => this.CONSUME(t.Star),
    () => this.CONSUME(t.Slash),
  );
  readonly #primary = oneOf(
    () => this.CONSUME(t.NumberToken),
    () => this.CONSUME(t.Size),
    () => this.CONSUME(t.StringToken),
    () => this.SUBRULE(this.list),
    () => this.SUBRULE(this.call),
    () => {
      this.CONSUME(t.LeftParen);
      this.SUBRULE(this.expression);
      this.CONSUME(t.RightParen);
    },
  );
  readonly #rangeList = separated(t.Comma, () => this.SUBRULE(this.range));
  readonly #callList = separated(t.Comma, () => this.SUBRULE(this.call));
  readonly #expressionList = separated(t.Comma, () => this.SUBRULE(this.expression));
  readonly #variedList = separated(t.Comma, () => this.SUBRULE(this.varied));
  readonly #argumentList = separated(t.Comma, () => this.SUBRULE(this.argument));

  readonly statement = this.RULE("statement", () => {
    this.OR(this.#statement);
  });

  readonly experiment = this.RULE("experiment", () => {
    this.CONSUME(Experiment);
    this.CONSUME(t.Name);
    this.OPTION(() => this.CONSUME(t.StringToken));
  });

  readonly seeds = this.RULE("seeds", () => {
    this.CONSUME(Seeds);
    this.SUBRULE(this.seedList);
  });

  readonly seedList = this.RULE("seedList", () => {
    this.AT_LEAST_ONE_SEP(this.#rangeList);
  });

  readonly range = this.RULE("range", () => {
    this.SUBRULE(this.expression);
    this.OPTION(() => {
      this.CONSUME(t.Range);
      this.SUBRULE2(this.expression);
    });
  });

  readonly binding = this.RULE("binding", () => {
    this.CONSUME(Let);
    this.CONSUME(t.Name);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.expression);
  });

  readonly use = this.RULE("use", () => {
    this.CONSUME(Use);
    this.CONSUME(t.StringToken);
  });

  readonly dataset = this.RULE("dataset", () => {
    this.CONSUME(Dataset);
    this.SUBRULE(this.call);
    this.OPTION(() => this.CONSUME(t.Braces));
  });

  readonly setting = this.RULE("setting", () => {
    this.CONSUME(t.Name);
    this.AT_LEAST_ONE_SEP(this.#expressionList);
  });

  readonly architecture = this.RULE("architecture", () => {
    this.CONSUME(Architecture);
    this.SUBRULE(this.call);
    this.OPTION(() => this.CONSUME(t.StringToken));
    this.OPTION2(() => this.CONSUME(t.Braces));
  });

  readonly part = this.RULE("part", () => {
    this.OR(this.#part);
  });

  readonly block = this.RULE("block", () => {
    this.CONSUME(Block);
    this.OPTION(() => this.OR(this.#blockName));
    this.CONSUME(t.Braces);
  });

  readonly classifier = this.RULE("classifier", () => {
    this.OR(this.#classifierWord);
    this.CONSUME(t.Braces);
  });

  readonly repeat = this.RULE("repeat", () => {
    this.CONSUME(Repeat);
    this.SUBRULE(this.factor);
    this.CONSUME(t.Braces);
  });

  readonly layerItem = this.RULE("layerItem", () => {
    this.OR(this.#layerItem);
  });

  /** `conv(64, kernel: 5)`, or without parentheses and commas: `conv 64 kernel: 5`. */
  readonly layer = this.RULE("layer", () => {
    this.CONSUME(t.Name);
    this.OR(this.#layerArguments);
    this.OPTION(() => this.CONSUME(t.Braces));
  });

  readonly bareArgument = this.RULE("bareArgument", () => {
    this.OPTION(() => {
      this.CONSUME(t.Name);
      this.CONSUME(t.Colon);
    });
    this.SUBRULE(this.factor);
  });

  readonly train = this.RULE("train", () => {
    this.CONSUME(Train);
    this.OR(this.#arm);
    this.OPTION(() => {
      this.CONSUME(With);
      this.SUBRULE(this.call);
    });
    this.OPTION2(() => this.CONSUME(t.Braces));
    this.OPTION3(() => {
      this.CONSUME(For);
      this.CONSUME2(t.Name);
      this.CONSUME(In);
      this.SUBRULE(this.range);
    });
  });

  readonly measure = this.RULE("measure", () => {
    this.CONSUME(Measure);
    this.AT_LEAST_ONE_SEP(this.#callList);
    this.MANY(() => this.SUBRULE(this.measureClause));
  });

  readonly sensitivity = this.RULE("sensitivity", () => {
    this.CONSUME(Sensitivity);
    this.AT_LEAST_ONE_SEP(this.#callList);
    this.CONSUME(Over);
    this.AT_LEAST_ONE_SEP2(this.#variedList);
    this.OPTION(() => {
      this.CONSUME(On);
      this.SUBRULE2(this.call, { LABEL: "probe" });
    });
  });

  readonly varied = this.RULE("varied", () => {
    this.CONSUME(t.Name);
    this.SUBRULE(this.list);
  });

  readonly checkpoints = this.RULE("checkpoints", () => {
    this.CONSUME(Checkpoints);
    this.CONSUME(Every);
    this.SUBRULE(this.factor);
    this.OR(this.#epochs);
  });

  readonly measureClause = this.RULE("measureClause", () => {
    this.OR(this.#clause);
  });

  readonly report = this.RULE("report", () => {
    this.CONSUME(Report);
    this.AT_LEAST_ONE_SEP(this.#callList);
  });

  readonly claim = this.RULE("claim", () => {
    this.CONSUME(Claim);
    this.CONSUME(t.StringToken);
    this.SUBRULE(this.side, { LABEL: "left" });
    this.OR(this.#relation);
    this.SUBRULE2(this.side, { LABEL: "right" });
    this.OPTION(() => {
      this.OR2(this.#margin);
      this.SUBRULE(this.factor, { LABEL: "margin" });
    });
  });

  /** Quantities and numbers, added and subtracted. */
  readonly side = this.RULE("side", () => {
    this.SUBRULE(this.sideTerm);
    this.MANY(() => {
      this.OR(this.#plusOrMinus);
      this.SUBRULE2(this.sideTerm);
    });
  });

  readonly sideTerm = this.RULE("sideTerm", () => {
    this.OR(this.#sideTerm);
  });

  readonly quantity = this.RULE("quantity", () => {
    this.CONSUME(t.Name);
    this.OPTION(() => this.SUBRULE(this.quantityArguments));
    this.OPTION2(() => {
      this.CONSUME(t.LeftBracket);
      this.CONSUME2(t.Name, { LABEL: "arm" });
      this.CONSUME(t.RightBracket);
    });
    this.OPTION3(() => {
      this.CONSUME(t.Dot);
      this.CONSUME3(t.Name, { LABEL: "field" });
    });
  });

  /** `(nhsic(X, Z, block: last) over epochs late)`, or the usual arguments. */
  readonly quantityArguments = this.RULE("quantityArguments", () => {
    this.CONSUME(t.LeftParen);
    this.MANY_SEP(this.#argumentList);
    this.OPTION(() => this.SUBRULE(this.over));
    this.CONSUME(t.RightParen);
  });

  readonly over = this.RULE("over", () => {
    this.CONSUME(Over);
    this.CONSUME(t.Name, { LABEL: "axis" });
    this.OPTION(() => this.OR(this.#phase));
  });

  readonly profile = this.RULE("profile", () => {
    this.CONSUME(Profile);
    this.CONSUME(t.Name);
    this.CONSUME(t.Braces);
  });

  readonly expression = this.RULE("expression", () => {
    this.SUBRULE(this.term);
    this.MANY(() => {
      this.OR(this.#plusOrMinus);
      this.SUBRULE2(this.term);
    });
  });

  readonly term = this.RULE("term", () => {
    this.SUBRULE(this.factor);
    this.MANY(() => {
      this.OR(this.#timesOrBy);
      this.SUBRULE2(this.factor);
    });
  });

  readonly factor = this.RULE("factor", () => {
    this.OPTION(() => this.CONSUME(t.Minus));
    this.OR(this.#primary);
  });

  readonly list = this.RULE("list", () => {
    this.CONSUME(t.LeftBracket);
    this.MANY_SEP(this.#expressionList);
    this.CONSUME(t.RightBracket);
  });

  readonly call = this.RULE("call", () => {
    this.CONSUME(t.Name);
    this.OPTION(() => this.SUBRULE(this.arguments));
  });

  readonly arguments = this.RULE("arguments", () => {
    this.CONSUME(t.LeftParen);
    this.MANY_SEP(this.#argumentList);
    this.CONSUME(t.RightParen);
  });

  readonly argument = this.RULE("argument", () => {
    this.OPTION(() => {
      this.CONSUME(t.Name);
      this.CONSUME(t.Colon);
    });
    this.SUBRULE(this.expression);
  });

  /** A statement that the language does not have: skipped as a whole, reported when the tree is built. */
  readonly unknown = this.RULE("unknown", () => {
    this.AT_LEAST_ONE(() => this.CONSUME(t.Loose));
  });
}

function labelOf(type: TokenType): string {
  if (type === EOF) return "a new line or `;`";
  if (type === t.RightParen) return "`,` or `)`";
  if (type === t.RightBracket) return "`,` or `]`";
  return type.LABEL ?? type.name;
}

const beginsValue = new Set([t.Minus, t.NumberToken, t.Size, t.StringToken, t.LeftBracket, t.LeftParen, t.Name]);

function listed(types: readonly TokenType[]): string {
  const isValue = types.includes(t.NumberToken);
  const others = isValue ? types.filter((type) => !beginsValue.has(type)) : types;
  const labels = [...new Set([...others.map(labelOf), ...(isValue ? ["a value"] : [])])];
  return labels.length < 2 ? (labels[0] ?? "") : `${labels.slice(0, -1).join(", ")} or ${labels.at(-1) ?? ""}`;
}

const firsts = (paths: readonly TokenType[][]): TokenType[] => paths.flatMap((path) => path.slice(0, 1));

/** The parser's messages give only what was expected; messages.ts makes the sentence. */
const expectedTexts: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => labelOf(expected),
  buildNotAllInputParsedMessage: () => labelOf(EOF),
  buildNoViableAltMessage: ({ expectedPathsPerAlt }) => listed(expectedPathsPerAlt.flatMap(firsts)),
  buildEarlyExitMessage: ({ expectedIterationPaths }) => listed(firsts(expectedIterationPaths)),
};
