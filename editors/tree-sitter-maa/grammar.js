// The attestation policy language by its productions (docs/spec/language.md, section 2),
// for highlighting and selection in editors that use tree-sitter (V3.6). What a policy may
// say beyond its shape is for the language server: this grammar takes any action, function
// and version.

const PROPERTIES = ['type', 'value', 'valueType', 'issuer'];

module.exports = grammar({
  name: 'maa',

  // A byte order mark is accepted (L1.1).
  extras: $ => [/[ \t\r\n\uFEFF]/, $.comment],

  word: $ => $.identifier,

  rules: {
    policy: $ => seq($.version, repeat($.section)),

    version: $ => seq('version', '=', $.version_number, ';'),

    // White space between the parts is free (L2.4).
    version_number: $ => seq($._digits, '.', $._digits),
    _digits: _ => /[0-9]+/,

    section: $ => seq(field('name', $.section_name), '{', repeat($.rule), '}', ';'),

    section_name: _ => choice('configurationrules', 'authorizationrules', 'issuancerules'),

    rule: $ => seq(
      optional(seq($.condition, repeat(seq('&&', $.condition)))),
      '=>',
      $.action,
      ';',
    ),

    condition: $ => seq(
      optional('!'),
      optional(seq(field('binder', $.identifier), ':')),
      '[', $.test, repeat(seq(',', $.test)), ']',
    ),

    test: $ => seq(
      field('property', $.property),
      field('operator', choice('==', '!=', '<', '<=', '>', '>=')),
      field('value', $._expression),
    ),

    property: _ => choice(...PROPERTIES),

    action: $ => seq(
      field('name', $.identifier),
      '(', optional(seq($.argument, repeat(seq(',', $.argument)))), ')',
    ),

    argument: $ => seq(
      field('name', alias(choice('type', 'value', 'claim'), $.parameter)),
      '=',
      field('value', choice($._expression, $.identifier)),
    ),

    _expression: $ => choice($.string, $.integer, $.boolean, $.access, $.call),

    access: $ => seq(field('binder', $.identifier), '.', field('property', $.property)),

    call: $ => seq(
      field('function', $.identifier),
      '(', optional(seq($._expression, repeat(seq(',', $._expression)))), ')',
    ),

    // A string ends with its line (L1.4).
    string: $ => seq('"', repeat(choice($.string_content, $.escape_sequence)), token.immediate('"')),
    string_content: _ => token.immediate(prec(1, /[^"\\\r\n]+/)),
    escape_sequence: _ => token.immediate(/\\["\\]/),

    integer: _ => /-?[0-9]+/,

    boolean: _ => choice('true', 'false'),

    identifier: _ => /[A-Za-z_][A-Za-z0-9_]*/,

    comment: _ => token(seq('//', /[^\r\n]*/)),
  },
});
