// Package ablation shows that nothing in the model is there for nothing. It drops each
// guard and each effect of the action table in turn, and each rule of the sequential
// specification, and asks who notices: the explorer, by a property that no longer holds,
// an action that is never taken or a graph that is not the one that TLC computes; or, for
// a rule, a test. What nobody notices survives, and spec/ablation.md has to say why.
//
// The mutants come from the source, not from a list. [Model] parses the model and finds
// the functions that the action table reaches. In them, every operand of && and || is a
// guard, and so is a condition that stands alone and a value of a case; every assignment,
// call and field of a state that is made anew is an effect. To drop a guard is to let
// pass what it holds back; to drop an operand is to leave it out; to drop an effect is
// not to do it. What a departure of model.Design would do is no part of the design and is
// left alone, and so are local counters.
//
// All mutants are in one build: [Instrumented] is the source with each guard and effect
// behind a switch of package gate, and [Instrumented.Build] has the compiler take that
// text in place of the files, which are not touched. A [Judge] then explores one mutant
// after another in the scopes of [Ladder]; it runs in a process of its own ([Trials],
// [Serve]), since nothing else stops an action that does not end. While a property is
// judged the mutant is off: the properties use some of the same functions, and must not be
// weakened with the model. [Tests] are of the packages that judge the rules. A [Memory]
// keeps what was found until something else is built, and a [Page] holds it against the
// reasons that people gave, and names what was not run.
package ablation
