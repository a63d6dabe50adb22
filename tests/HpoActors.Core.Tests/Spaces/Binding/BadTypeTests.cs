using HpoActors.Core.Spaces;
using HpoActors.Core.Spaces.Binding;

namespace HpoActors.Core.Tests.Spaces.Binding;

/// <summary>What is wrong with a type is told when it is first used, in one line that names the type and the member.</summary>
public sealed class BadTypeTests
{
    [Fact]
    public void Types_that_cannot_be_a_hyperparameter_are_named()
    {
        Refused<OfFloat>("OfFloat.X: is a float; use double, as configurations have");
        Refused<OfDecimal>("OfDecimal.X: is a decimal; use double, as configurations have");
        Refused<OfList>("OfList.X: is of type Int32[]; a hyperparameter is a double, int, long, string, bool or enum, or one of these with a ?");
        Refused<OfFlags>("OfFlags.X: is of the flags enum Parts, whose values are no choice of one");
        Refused<OfTwins>("OfTwins.X: is of the enum Twins, two of whose values are named 'ab_c'; give one of them a [Name]");
    }

    [Fact]
    public void What_to_search_has_to_be_said_once()
    {
        Refused<Unsaid>("Unsaid.X: needs an attribute that says what to search: [Uniform(min, max)], [LogUniform(min, max)] or another");
        Refused<UnsaidText>("UnsaidText.X: needs an attribute that says what to search: [Choice(…)] or [Ordinal(…)]");
        Refused<SaidTwice>("SaidTwice.X: has [Uniform] and [LogUniform]; one attribute says what to search");
    }

    [Fact]
    public void An_attribute_has_to_fit_the_type()
    {
        Refused<RangeOfText>("RangeOfText.X: [Uniform] is for numbers (double, int or long), and the type is string");
        Refused<RangeOfBool>("RangeOfBool.X: [LogUniform] is for numbers (double, int or long), and the type is bool");
        Refused<RangeOfEnum>("RangeOfEnum.X: [Uniform] is for numbers (double, int or long), and the type is Optimizer");
        Refused<ChoiceOfBool>("ChoiceOfBool.X: [Choice] is for texts, numbers and enums, and the type is bool");
        Refused<ChoiceOfOther>("ChoiceOfOther.X: [Choice] has 3, which is no string");
        Refused<ChoiceOfHalf>("ChoiceOfHalf.X: [Ordinal] has 0.5, which is no int");
        Refused<ChoiceOfOtherEnum>("ChoiceOfOtherEnum.X: [Choice] has Monday, which is no Optimizer");
        Refused<ConstantOfOther>("ConstantOfOther.X: [Constant] has a, which is no int");
        Refused<ConstantNull>("ConstantNull.X: [Constant] has null, which is no string");
    }

    [Fact]
    public void Numbers_have_to_fit_together()
    {
        Refused<Swapped>("Swapped.X: min is above max (1 > 0); swap them");
        Refused<LogOfZero>("LogOfZero.LearningRate: min must be above 0 on a log scale (is 0); choose a small positive number or scale = linear");
        Refused<HalfInt>("HalfInt.X: min must be a whole number within ±2147483647 for a member of type int (is 0.5)");
        Refused<LongInt>("LongInt.X: max must be a whole number within ±2147483647 for a member of type int (is 3000000000)");
        Refused<NoStep>("NoStep.X: step must be a finite number above 0 (is -0.1)");
        Refused<NoSpread>("NoSpread.X: [Normal]: sd must be a finite number above 0 (is 0)");
        Refused<NoMean>("NoMean.X: [LogNormal]: mean must be a finite number (is NaN)");
        Refused<NoShape>("NoShape.X: [Beta]: alpha must be a finite number above 0 (is -1)");
        Refused<Empty>("Empty.X: values needs at least one value");
        Refused<Twice>("Twice.X: values has a twice; each value stands once");
        Refused<Blank>("Blank.X: a hyperparameter needs a name");
    }

    [Fact]
    public void Null_is_for_what_is_conditional_and_only_for_that()
    {
        Refused<NotNullable>("NotNullable.X: exists only where b: make it nullable (int?), or give it a default for elsewhere");
        Refused<TextNotNullable>("TextNotNullable.X: exists only where b: make it nullable (string?), or give it a default for elsewhere");
        Refused<PropertyNotNullable>("PropertyNotNullable.X: exists only where b: make it nullable (int?)");
        Refused<AlwaysThere>("AlwaysThere.X: is nullable and yet always there: drop the ?, or say where it exists: [When(\"…\")]");
        Refused<TextAlwaysThere>("TextAlwaysThere.X: is nullable and yet always there: drop the ?, or say where it exists: [When(\"…\")]");
    }

    [Fact]
    public void Conditions_and_clauses_have_to_fit_the_space()
    {
        Refused<NoCondition>("NoCondition.X: [When] 'B >' ends too early: a value is expected");
        Refused<OwnName>("OwnName.X: [When] there is no hyperparameter 'Layers' in the space; did you mean 'layers'?; a comparison names a hyperparameter first");
        Refused<Circle>("Circle.X: [When] depends on itself (x → y → x); leave one of the conditions out");
        Refused<BadClause>("BadClause: [Forbid] 'a &&' ends too early: a hyperparameter's name is expected");
        Refused<Everything>("Everything: [Forbid] leaves nothing to search: none of 10000 configurations drawn at random is allowed; forbid less");
        Refused<SameName>("SameName.X: 'y' stands twice in the space; each hyperparameter has a name of its own");
    }

    [Fact]
    public void The_type_has_to_be_one_that_can_be_made()
    {
        Refused<Nothing>("Nothing: has no hyperparameter: no constructor parameter and no property that can be set");
        Refused<Abstract>("Abstract: cannot be made; bind to a record, class or struct of your own");
        Refused<IDisposable>("IDisposable: cannot be made; bind to a record, class or struct of your own");
        Refused<string>("String: cannot be made; bind to a record, class or struct of your own");
        Refused<int>("Int32: cannot be made; bind to a record, class or struct of your own");
        Refused<TwoWays>("TwoWays: has 2 public constructors; exactly one says which hyperparameters there are");
        Refused<NoWay>("NoWay: has 0 public constructors; exactly one says which hyperparameters there are");
        Refused<WriteOnly>("WriteOnly.x: is a parameter of the constructor without a property of that name and type to read it back");
    }

    [Fact]
    public void The_error_is_told_each_time()
    {
        Assert.Throws<InvalidOptionException>(() => SearchSpace.Of<Unsaid>());
        Assert.Throws<InvalidOptionException>(() => SearchSpace.Of<Unsaid>());
        Assert.Throws<InvalidOptionException>(() => Configuration.Empty.As<Unsaid>());
        Assert.Throws<InvalidOptionException>(() => Configuration.From(new Unsaid(1)));
    }

    private static void Refused<T>(string error)
        where T : notnull => Assert.Equal(error, Assert.Throws<InvalidOptionException>(() => ConfigurationBinder.For<T>()).Message);

    [Flags]
    private enum Parts
    {
        A = 1,
        B = 2,
    }

    private enum Twins
    {
        AbC,
        Ab_c,
    }

    private abstract record Abstract([Uniform(0, 1)] double X);

    private sealed record OfFloat([Uniform(0, 1)] float X);

    private sealed record OfDecimal([Uniform(0, 1)] decimal X);

    private sealed record OfList([Uniform(0, 1)] int[] X);

    private sealed record OfFlags(Parts X);

    private sealed record OfTwins(Twins X);

    private sealed record Unsaid(int X);

    private sealed record UnsaidText(string X);

    private sealed record SaidTwice([Uniform(0, 1)][LogUniform(1, 2)] double X);

    private sealed record RangeOfText([Uniform(0, 1)] string X);

    private sealed record RangeOfBool([LogUniform(0, 1)] bool X);

    private sealed record RangeOfEnum([Uniform(0, 1)] Optimizer X);

    private sealed record ChoiceOfBool([Choice(true)] bool X);

    private sealed record ChoiceOfOther([Choice("a", 3)] string X);

    private sealed record ChoiceOfHalf([Ordinal(1, 0.5)] int X);

    private sealed record ChoiceOfOtherEnum([Choice(DayOfWeek.Monday)] Optimizer X);

    private sealed record ConstantOfOther([Constant("a")] int X);

    private sealed record ConstantNull([Constant(null!)] string X);

    private sealed record Swapped([Uniform(1, 0)] double X);

    private sealed record LogOfZero([LogUniform(0, 1)] double LearningRate);

    private sealed record HalfInt([Uniform(0.5, 3)] int X);

    private sealed record LongInt([Uniform(0, 3e9)] int X);

    private sealed record NoStep([Uniform(0, 1, Step = -0.1)] double X);

    private sealed record NoSpread([Normal(0, 1, 0, 0)] double X);

    private sealed record NoMean([LogNormal(1, 2, double.NaN, 1)] double X);

    private sealed record NoShape([Beta(0, 1, -1, 1)] double X);

    private sealed record Empty([Choice] string X);

    private sealed record Twice([Choice("a", "a")] string X);

    private sealed record Blank([Name(" ")] bool X);

    private sealed record NotNullable([When("b")][Uniform(0, 1)] int X, bool B);

    private sealed record TextNotNullable([When("b")][Choice("a")] string X, bool B);

    private sealed record PropertyNotNullable(bool B)
    {
        [When("b")]
        [Uniform(0, 1)]
        public int X { get; init; } = 1;
    }

    private sealed record AlwaysThere([Uniform(0, 1)] int? X);

    private sealed record TextAlwaysThere([Choice("a")] string? X);

    private sealed record NoCondition([When("B >")][Uniform(0, 1)] int? X);

    private sealed record OwnName([Uniform(0, 1)] int Layers, [When("Layers > 0")][Uniform(0, 1)] int? X);

    private sealed record Circle([When("y > 0")][Uniform(0, 1)] int? X, [When("x > 0")][Uniform(0, 1)] int? Y);

    [Forbid("a &&")]
    private sealed record BadClause(bool A);

    [Forbid("a")]
    [Forbid("!a")]
    private sealed record Everything(bool A);

    private sealed record SameName([Name("y")] bool X, bool Y);

    private sealed record Nothing;

    private sealed class NoWay
    {
        private NoWay()
        {
        }

        public static NoWay Instance { get; } = new();

        public bool X { get; set; }
    }

    private sealed class TwoWays
    {
        public TwoWays()
        {
        }

        public TwoWays(bool x) => X = x;

        public bool X { get; set; }
    }

    private sealed class WriteOnly([Uniform(0, 1)] int x)
    {
        public string Text => $"{x}";
    }
}
