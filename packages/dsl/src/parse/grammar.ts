import type { IParserErrorMessageProvider, TokenType } from "chevrotain";
import { CstParser, EOF } from "./chevrotain.ts";
import * as t from "./tokens.ts";

const { Experiment, Seeds, Let, Use, Dataset, Architecture, Train, Measure, Report, Claim, Profile } = t.statementWords;
const { Block, Repeat, Head } = t.architectureWords;
const { With, For, In, On, Every, At, By, Within } = t.clauseWords;

/**
 * The grammar of DESIGN section 4. `layout` has put a Separator between statements, settings and layers, and has
 * balanced the brackets. Every keyword is a Name too, so alternatives that begin with a keyword come first.
 */
export class Grammar extends CstParser {
  constructor(options: { readonly validate?: boolean } = {}) {
    super(t.allTokens, {
      recoveryEnabled: true,
      maxLookahead: 2,
      nodeLocationTracking: "onlyOffset",
      skipValidations: !options.validate,
      errorMessageProvider: expectedTexts,
    });
    this.performSelfAnalysis();
  }

  readonly file = this.RULE("file", () => {
    this.SUBRULE(this.statements);
  });

  readonly statements = this.RULE("statements", () => {
    this.MANY_SEP({ SEP: t.Separator, DEF: () => this.SUBRULE(this.statement) });
  });

  readonly statement = this.RULE("statement", () => {
    this.OR({
      IGNORE_AMBIGUITIES: true,
      MAX_LOOKAHEAD: 1,
      DEF: [
        { ALT: () => this.SUBRULE(this.experiment) },
        { ALT: () => this.SUBRULE(this.seeds) },
        { ALT: () => this.SUBRULE(this.binding) },
        { ALT: () => this.SUBRULE(this.use) },
        { ALT: () => this.SUBRULE(this.dataset) },
        { ALT: () => this.SUBRULE(this.architecture) },
        { ALT: () => this.SUBRULE(this.train) },
        { ALT: () => this.SUBRULE(this.measure) },
        { ALT: () => this.SUBRULE(this.report) },
        { ALT: () => this.SUBRULE(this.claim) },
        { ALT: () => this.SUBRULE(this.profile) },
        { ALT: () => this.SUBRULE(this.unknown) },
      ],
    });
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
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.range) });
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
    this.OPTION(() => this.SUBRULE(this.settings));
  });

  readonly settings = this.RULE("settings", () => {
    this.CONSUME(t.LeftBrace);
    this.MANY_SEP({ SEP: t.Separator, DEF: () => this.SUBRULE(this.setting) });
    this.CONSUME(t.RightBrace);
  });

  readonly setting = this.RULE("setting", () => {
    this.CONSUME(t.Name);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.expression) });
  });

  readonly architecture = this.RULE("architecture", () => {
    this.CONSUME(Architecture);
    this.SUBRULE(this.call);
    this.OPTION(() => this.CONSUME(t.StringToken));
    this.OPTION2(() => this.SUBRULE(this.parts));
  });

  readonly parts = this.RULE("parts", () => {
    this.CONSUME(t.LeftBrace);
    this.MANY_SEP({ SEP: t.Separator, DEF: () => this.SUBRULE(this.part) });
    this.CONSUME(t.RightBrace);
  });

  readonly part = this.RULE("part", () => {
    this.OR({
      IGNORE_AMBIGUITIES: true,
      MAX_LOOKAHEAD: 1,
      DEF: [
        { ALT: () => this.SUBRULE(this.block) },
        { ALT: () => this.SUBRULE(this.repeatParts) },
        { ALT: () => this.SUBRULE(this.head) },
        { ALT: () => this.SUBRULE(this.layer) },
      ],
    });
  });

  readonly block = this.RULE("block", () => {
    this.CONSUME(Block);
    this.OPTION(() => {
      this.OR([{ ALT: () => this.CONSUME(t.StringToken) }, { ALT: () => this.CONSUME(t.Name) }]);
    });
    this.SUBRULE(this.layers);
  });

  readonly head = this.RULE("head", () => {
    this.CONSUME(Head);
    this.SUBRULE(this.layers);
  });

  readonly repeatParts = this.RULE("repeatParts", () => {
    this.CONSUME(Repeat);
    this.SUBRULE(this.factor);
    this.SUBRULE(this.parts);
  });

  readonly layers = this.RULE("layers", () => {
    this.CONSUME(t.LeftBrace);
    this.MANY_SEP({ SEP: t.Separator, DEF: () => this.SUBRULE(this.layerItem) });
    this.CONSUME(t.RightBrace);
  });

  readonly layerItem = this.RULE("layerItem", () => {
    this.OR({
      IGNORE_AMBIGUITIES: true,
      MAX_LOOKAHEAD: 1,
      DEF: [{ ALT: () => this.SUBRULE(this.repeatLayers) }, { ALT: () => this.SUBRULE(this.layer) }],
    });
  });

  readonly repeatLayers = this.RULE("repeatLayers", () => {
    this.CONSUME(Repeat);
    this.SUBRULE(this.factor);
    this.SUBRULE(this.layers);
  });

  /** `conv(64, kernel: 5)`, or without parentheses and commas: `conv 64 kernel: 5`. */
  readonly layer = this.RULE("layer", () => {
    this.CONSUME(t.Name);
    this.OR({
      IGNORE_AMBIGUITIES: true,
      DEF: [
        { ALT: () => this.SUBRULE(this.arguments) },
        { ALT: () => this.MANY(() => this.SUBRULE(this.bareArgument)) },
      ],
    });
    this.OPTION(() => this.SUBRULE(this.layers));
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
    this.OR([
      { ALT: () => this.CONSUME(t.Star) },
      { ALT: () => this.CONSUME(t.TemplateName) },
      { ALT: () => this.CONSUME(t.Name) },
    ]);
    this.OPTION(() => {
      this.CONSUME(With);
      this.SUBRULE(this.call);
    });
    this.OPTION2(() => this.SUBRULE(this.settings));
    this.OPTION3(() => {
      this.CONSUME(For);
      this.CONSUME2(t.Name);
      this.CONSUME(In);
      this.SUBRULE(this.range);
    });
  });

  readonly measure = this.RULE("measure", () => {
    this.CONSUME(Measure);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.call) });
    this.MANY(() => this.SUBRULE(this.measureClause));
  });

  readonly measureClause = this.RULE("measureClause", () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(On);
          this.SUBRULE(this.call);
        },
      },
      {
        ALT: () => {
          this.CONSUME(Every);
          this.SUBRULE(this.factor);
          this.OR2([{ ALT: () => this.CONSUME(t.Epoch) }, { ALT: () => this.CONSUME(t.Epochs) }]);
        },
      },
      {
        ALT: () => {
          this.CONSUME(At);
          this.CONSUME(t.End);
        },
      },
    ]);
  });

  readonly report = this.RULE("report", () => {
    this.CONSUME(Report);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.call) });
  });

  readonly claim = this.RULE("claim", () => {
    this.CONSUME(Claim);
    this.CONSUME(t.StringToken);
    this.SUBRULE(this.quantity, { LABEL: "left" });
    this.OR([
      { ALT: () => this.CONSUME(t.Greater) },
      { ALT: () => this.CONSUME(t.Less) },
      { ALT: () => this.CONSUME(t.Tilde) },
    ]);
    this.OR2({
      IGNORE_AMBIGUITIES: true,
      DEF: [
        { ALT: () => this.SUBRULE2(this.quantity, { LABEL: "right" }) },
        { ALT: () => this.SUBRULE(this.factor, { LABEL: "number" }) },
      ],
    });
    this.OPTION(() => {
      this.OR3([{ ALT: () => this.CONSUME(By) }, { ALT: () => this.CONSUME(Within) }]);
      this.SUBRULE2(this.factor, { LABEL: "margin" });
    });
  });

  readonly quantity = this.RULE("quantity", () => {
    this.CONSUME(t.Name);
    this.OPTION(() => this.SUBRULE(this.arguments));
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

  readonly profile = this.RULE("profile", () => {
    this.CONSUME(Profile);
    this.CONSUME(t.Name);
    this.CONSUME(t.LeftBrace);
    this.SUBRULE(this.statements);
    this.CONSUME(t.RightBrace);
  });

  readonly expression = this.RULE("expression", () => {
    this.SUBRULE(this.term);
    this.MANY(() => {
      this.OR([{ ALT: () => this.CONSUME(t.Plus) }, { ALT: () => this.CONSUME(t.Minus) }]);
      this.SUBRULE2(this.term);
    });
  });

  readonly term = this.RULE("term", () => {
    this.SUBRULE(this.factor);
    this.MANY(() => {
      this.OR([{ ALT: () => this.CONSUME(t.Star) }, { ALT: () => this.CONSUME(t.Slash) }]);
      this.SUBRULE2(this.factor);
    });
  });

  readonly factor = this.RULE("factor", () => {
    this.OPTION(() => this.CONSUME(t.Minus));
    this.OR([
      { ALT: () => this.CONSUME(t.NumberToken) },
      { ALT: () => this.CONSUME(t.Size) },
      { ALT: () => this.CONSUME(t.StringToken) },
      { ALT: () => this.SUBRULE(this.list) },
      { ALT: () => this.SUBRULE(this.call) },
      {
        ALT: () => {
          this.CONSUME(t.LeftParen);
          this.SUBRULE(this.expression);
          this.CONSUME(t.RightParen);
        },
      },
    ]);
  });

  readonly list = this.RULE("list", () => {
    this.CONSUME(t.LeftBracket);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.expression) });
    this.CONSUME(t.RightBracket);
  });

  readonly call = this.RULE("call", () => {
    this.CONSUME(t.Name);
    this.OPTION(() => this.SUBRULE(this.arguments));
  });

  readonly arguments = this.RULE("arguments", () => {
    this.CONSUME(t.LeftParen);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.argument) });
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
    this.CONSUME(t.Loose);
    this.MANY(() => {
      this.OR([{ ALT: () => this.CONSUME2(t.Loose) }, { ALT: () => this.SUBRULE(this.braced) }]);
    });
  });

  readonly braced = this.RULE("braced", () => {
    this.CONSUME(t.LeftBrace);
    this.MANY(() => {
      this.OR([
        { ALT: () => this.CONSUME(t.Loose) },
        { ALT: () => this.CONSUME(t.Separator) },
        { ALT: () => this.SUBRULE(this.braced) },
      ]);
    });
    this.CONSUME(t.RightBrace);
  });

  /** A missing token is not made up: the statement is left out of the tree, its error says why. */
  protected override canTokenTypeBeInsertedInRecovery(): boolean {
    return false;
  }

  /** The end of a line is never the token too many. */
  protected override canTokenTypeBeDeletedInRecovery(): boolean {
    return this.LA(1).tokenType !== t.Separator;
  }
}

function labelOf(type: TokenType): string {
  // Where a block or a file may end, another item could have stood as well.
  if (type === t.RightBrace) return "a new line, `;` or `}`";
  if (type === EOF) return "a new line or `;`";
  if (type === t.RightParen) return "`,` or `)`";
  if (type === t.RightBracket) return "`,` or `]`";
  return type.LABEL ?? type.name;
}

function oneOf(types: readonly TokenType[]): string {
  const labels = [...new Set(types.map(labelOf))];
  return labels.length < 2 ? (labels[0] ?? "") : `${labels.slice(0, -1).join(", ")} or ${labels.at(-1) ?? ""}`;
}

const firsts = (paths: readonly TokenType[][]): TokenType[] => paths.flatMap((path) => path.slice(0, 1));

/** The parser's messages say only what was expected; messages.ts makes the sentence. */
const expectedTexts: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => labelOf(expected),
  buildNotAllInputParsedMessage: () => labelOf(EOF),
  buildNoViableAltMessage: ({ expectedPathsPerAlt }) => oneOf(expectedPathsPerAlt.flatMap(firsts)),
  buildEarlyExitMessage: ({ expectedIterationPaths }) => oneOf(firsts(expectedIterationPaths)),
};
