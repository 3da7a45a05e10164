// Package brief has an explanation in brief: what each rule and condition of a policy
// came to over a claim set, as an editor shows it beside the text (V1.24). Package
// explain makes it, and knows the reasons; it links the engine, and this package links
// nothing, so that a language server can do without one (V5.4).
package brief
