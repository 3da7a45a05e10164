; A binder belongs to its rule (L4.8).
(rule) @local.scope
(condition binder: (identifier) @local.definition)
(access binder: (identifier) @local.reference)
(argument value: (identifier) @local.reference)
