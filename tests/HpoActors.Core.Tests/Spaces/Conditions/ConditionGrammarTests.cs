using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Spaces.Conditions;

public sealed class ConditionGrammarTests
{
    [Theory]
    [InlineData("layers == 3", true)]
    [InlineData("layers != 3", false)]
    [InlineData("layers < 3", false)]
    [InlineData("layers <= 3", true)]
    [InlineData("layers > 3", false)]
    [InlineData("layers >= 3", true)]
    [InlineData("layers>=3", true)]
    [InlineData("  layers   >=\t3\n", true)]
    [InlineData("layers > 2.5", true)]
    [InlineData("layers >= +3", true)]
    [InlineData("rate == 0.25", true)]
    [InlineData("rate == 2.5e-1", true)]
    [InlineData("rate < 1e-3", false)]
    [InlineData("step == 0.3", true)]
    [InlineData("step > -0.5", true)]
    [InlineData("step>-0.5", true)]
    [InlineData("activation == relu", true)]
    [InlineData("activation == \"relu\"", true)]
    [InlineData("activation == 'relu'", true)]
    [InlineData("activation != \"leaky relu\"", true)]
    [InlineData("activation in [relu, tanh]", true)]
    [InlineData("activation in ['leaky relu']", false)]
    [InlineData("activation in [tanh,'leaky relu']", false)]
    [InlineData("not activation in [tanh]", true)]
    [InlineData("layers in [1, 3, 5]", true)]
    [InlineData("layers in [3.0]", true)]
    [InlineData("batch in [16, 64]", false)]
    [InlineData("bias", true)]
    [InlineData("!bias", false)]
    [InlineData("not bias", false)]
    [InlineData("! ! bias", true)]
    [InlineData("bias == true", true)]
    [InlineData("bias != true", false)]
    [InlineData("\"bias\"", true)]
    [InlineData("'layers' == 3", true)]
    [InlineData("depth == 3", true)]
    [InlineData("depth < layers", false)]
    public void A_statement_is_read(string condition, bool holds) => Assert.Equal(holds, ConditionSpace.Exists(condition));

    [Theory]
    [InlineData("bias || bias && layers == 1", true)]
    [InlineData("(bias || bias) && layers == 1", false)]
    [InlineData("bias or bias and layers == 1", true)]
    [InlineData("layers == 1 && bias || bias", true)]
    [InlineData("layers == 1 && (bias || bias)", false)]
    [InlineData("!bias || bias", true)]
    [InlineData("!(bias || bias)", false)]
    [InlineData("not bias or bias", true)]
    [InlineData("not (bias or bias)", false)]
    [InlineData("!bias && layers == 1 || rate < 0.5", true)]
    [InlineData("not layers == 3", false)]
    [InlineData("!layers == 1", true)]
    [InlineData("layers==3&&bias&&rate<0.5||layers==1", true)]
    [InlineData("((((layers == 3))))", true)]
    public void Not_binds_before_and_before_or(string condition, bool holds) => Assert.Equal(holds, ConditionSpace.Exists(condition));

    [Theory]
    [InlineData("", "'' ends too early: a hyperparameter's name is expected")]
    [InlineData("   ", "'   ' ends too early: a hyperparameter's name is expected")]
    [InlineData("layers ==", "'layers ==' ends too early: a value is expected")]
    [InlineData("layers >= 2 &&", "'layers >= 2 &&' ends too early: a hyperparameter's name is expected")]
    [InlineData("layers >= 2 layers", "'layers >= 2 layers': '&&', '||' or the end is expected at 'layers'")]
    [InlineData("layers >= 2 & bias", "'layers >= 2 & bias': '&&', '||' or the end is expected at '& bias'")]
    [InlineData("1 < layers < 4", "'1 < layers < 4': '&&', '||' or the end is expected at '< 4'")]
    [InlineData("layers >= 2)", "'layers >= 2)': '&&', '||' or the end is expected at ')'")]
    [InlineData("(layers >= 2", "'(layers >= 2' ends too early: ')' is expected")]
    [InlineData("()", "'()': a hyperparameter's name is expected at ')'")]
    [InlineData("layers = 2", "'layers = 2': '==' (one '=' says nothing here) is expected at '= 2'")]
    [InlineData("layers => 2", "'layers => 2': '==' (one '=' says nothing here) is expected at '=> 2'")]
    [InlineData("layers === 2", "'layers === 2': a value is expected at '= 2'")]
    [InlineData("layers <> 2", "'layers <> 2': a value is expected at '> 2'")]
    [InlineData("!= 2", "'!= 2': a hyperparameter's name is expected at '!= 2'")]
    [InlineData("layers in 1, 2", "'layers in 1, 2': '[', as in [a, b] is expected at '1, 2'")]
    [InlineData("layers in []", "'layers in []': a value is expected at ']'")]
    [InlineData("layers in [1 2]", "'layers in [1 2]': ',' or ']' is expected at '2]'")]
    [InlineData("layers in [1, 2", "'layers in [1, 2' ends too early: ',' or ']' is expected")]
    [InlineData("activation == 'relu", "'activation == 'relu': a closing ' for the one is expected at ''relu'")]
    [InlineData("activation == \"relu", "'activation == \"relu': a closing \" for the one is expected at '\"relu'")]
    [InlineData("layers >= 2; bias", "'layers >= 2; bias': '&&', '||' or the end is expected at '; bias'")]
    public void What_is_no_condition_is_refused_with_what_was_expected(string text, string error) =>
        Assert.Equal(error, Assert.Throws<FormatException>(() => Condition.Parse(text)).Message);

    [Theory]
    [InlineData("layer > 2", "there is no hyperparameter 'layer' in the space; did you mean 'layers'?; a comparison names a hyperparameter first")]
    [InlineData("2 <= layers", "there is no hyperparameter '2' in the space; a comparison names a hyperparameter first")]
    [InlineData("nothing", "there is no hyperparameter 'nothing' in the space; a comparison names a hyperparameter first")]
    [InlineData("layers >= two", "'two' is neither a number nor a hyperparameter's name; layers is int in [1, 6]")]
    [InlineData("layers >= nan", "'nan' is neither a number nor a hyperparameter's name; layers is int in [1, 6]")]
    [InlineData("layers == \"width\"", "'width' is neither a number nor a hyperparameter's name; layers is int in [1, 6]")]
    [InlineData("activation == rleu", "activation is never 'rleu'; did you mean 'relu'?; it is choice of tanh, relu, leaky relu")]
    [InlineData("activation in [relu, tahn]", "activation is never 'tahn'; did you mean 'tanh'?; it is choice of tanh, relu, leaky relu")]
    [InlineData("activation > tanh", "'activation > …': the values of activation have no order; use ==, != or in [a, b], or make it an ordinal")]
    [InlineData("bias < true", "'bias < …': the values of bias have no order; use ==, != or in [a, b], or make it an ordinal")]
    [InlineData("bias == yes", "bias is never 'yes'; it is bool")]
    [InlineData("layers", "'layers' alone says nothing: it is int in [1, 6]; compare it, such as layers == 4")]
    [InlineData("!activation", "'activation' alone says nothing: it is choice of tanh, relu, leaky relu; compare it, such as activation == tanh")]
    [InlineData("size >= huge", "size is never 'huge'; it is ordinal small < medium < large")]
    [InlineData("level >= 1500", "level is never '1500'; it is ordinal 30 < 10 < 20")]
    [InlineData("size > layers", "'size > layers': both have to be numbers; other values compare by == and != only")]
    [InlineData("layers <= activation", "'layers <= activation': both have to be numbers; other values compare by == and != only")]
    public void A_name_or_value_that_is_not_there_is_named(string condition, string error) => Assert.Equal(error, ConditionSpace.ErrorOf(condition));

    [Fact]
    public void Names_of_any_script_need_no_quotes_and_others_do()
    {
        SearchSpace space = new(
            new BoolHyperparameter("größe"), new BoolHyperparameter("学習"), new BoolHyperparameter("a-b.c/d:e%f@g"), new BoolHyperparameter("two words"),
            new BoolHyperparameter("or"), new BoolHyperparameter("🙂"),
            new BoolHyperparameter("child") { When = "größe && 学習 && a-b.c/d:e%f@g && 'two words' && \"or\" && '🙂'" });
        Assert.Equal(7, space.Decode([0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9]).Count);
        Assert.Equal(6, space.Decode([0.9, 0.9, 0.9, 0.9, 0.9, 0.1, 0.9]).Count);
    }

    [Theory]
    [InlineData("order == 1 or nothing == 1", "order", "nothing")]
    [InlineData("not inner and android == 1", "inner", "android")]
    public void A_word_that_begins_like_an_operator_is_a_name(string condition, string first, string second)
    {
        Hyperparameter[] both = [first == "order" ? new IntHyperparameter(first, 0, 1) : new BoolHyperparameter(first), new IntHyperparameter(second, 0, 1)];
        Assert.Equal([0, 1], Condition.Parse(condition).Bind(both).Places);
    }

    [Fact]
    public void Nesting_is_bounded_and_length_is_not()
    {
        Assert.True(ConditionSpace.Exists($"{new string('(', 99)}bias{new string(')', 99)}"));
        Assert.EndsWith("nests deeper than 100 levels", Assert.Throws<FormatException>(() => Condition.Parse(new string('(', 100_000))).Message, StringComparison.Ordinal);
        Assert.EndsWith("nests deeper than 100 levels", Assert.Throws<FormatException>(() => Condition.Parse(new string('!', 100_000))).Message, StringComparison.Ordinal);
        Assert.True(ConditionSpace.Exists(string.Join(" && ", Enumerable.Repeat("bias", 100_000))));
        Assert.False(ConditionSpace.Exists(string.Join(" || ", Enumerable.Repeat("!bias", 100_000))));
    }

    [Fact]
    public void Conditions_are_equal_where_their_texts_are()
    {
        Assert.Equal(Condition.Parse("a > 1"), (Condition)"a > 1");
        Assert.NotEqual(Condition.Parse("a > 1"), Condition.Parse("a>1"));
        Assert.Equal("a > 1", Condition.Parse("a > 1").ToString());
        Assert.Equal(
            new IntHyperparameter("n", 1, 2) { When = "a > 1" }, new IntHyperparameter("n", 1, 2) { When = "a > 1" });
        Assert.NotEqual(new IntHyperparameter("n", 1, 2) { When = "a > 1" }, new IntHyperparameter("n", 1, 2));
    }
}
