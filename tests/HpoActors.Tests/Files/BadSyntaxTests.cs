namespace HpoActors.Tests.Files;

public sealed class BadSyntaxTests
{
    [Theory]
    [InlineData("experiment {\n  seed = 1\n", "my.conf:1: experiment: the { opened here is never closed; add a }")]
    [InlineData(
        "experiment {\n  budget {\n    trials = 5\n  space {\n    x { type = bool }\n  }\n}\n",
        "my.conf:2: experiment.budget: the { opened here is never closed; add a }")]
    [InlineData("{\"experiment\": {\"seed\": 1}", "my.conf:1: the { opened here is never closed; add a }")]
    [InlineData("experiment { seed = 1 }\n}", "my.conf:2: the } closes nothing; remove it, or add the { that is missing before")]
    [InlineData("{ experiment { } }\nseed = 1", "my.conf:2: something stands behind the last }; remove it")]
    [InlineData("experiment { retry-on = [a }", "my.conf:1: experiment.retry-on: the [ opened here is closed by a }; add a ] before")]
    [InlineData("experiment { retry-on = [a,\n", "my.conf:1: experiment.retry-on: the [ opened here is never closed; add a ]")]
    [InlineData("experiment { retry-on = a] }", "my.conf:1: experiment: the ] closes nothing; a block ends with }")]
    [InlineData(
        "experiment {\n  name = \"soft\n}",
        "my.conf:2: experiment.name: the quote is not closed on its line; add a \" (a text of several lines stands in \"\"\"…\"\"\")")]
    [InlineData("experiment {\n  name = \"\"\"soft\n}", "my.conf:2: experiment.name: the quote \"\"\" is never closed; add \"\"\" at its end")]
    [InlineData("a = \"\"\"x\"\"\"\"", "my.conf:1: a: has more than three quotes in a row; put something between them")]
    public void What_is_opened_is_closed(string text, string error) => Assert.Equal(error, ExperimentTexts.ErrorOf(text));

    [Theory]
    [InlineData("Please train my model.", "my.conf:1: 'Please' is followed by 'train', not by = or {; a setting is written key = value")]
    [InlineData("# mine\nSet it to 5", "my.conf:2: 'Set' is followed by 'it', not by = or {; a setting is written key = value")]
    [InlineData("[experiment]\nseed = 1", "my.conf:1: '[' cannot begin a key; keys are letters, digits, _ and -, or quoted")]
    [InlineData("<experiment/>", "my.conf:1: '<' cannot begin a key; keys are letters, digits, _ and -, or quoted")]
    [InlineData("experiment:\n  seed: 1", "my.conf:1: experiment: has no value; write it on the line of its key")]
    [InlineData("{ { } }", "my.conf:1: has a { without a key before it; write key { … }")]
    [InlineData("= 1", "my.conf:1: has '=' without a key before it; write key = value")]
    [InlineData("", "my.conf: is empty; write a block experiment { … }, as in hocon/softmax.conf")]
    [InlineData("  \n\t\n", "my.conf: is empty; write a block experiment { … }, as in hocon/softmax.conf")]
    [InlineData("a\0b", "my.conf:1: is no text: it has zero bytes")]
    public void Prose_and_other_languages_are_no_settings(string text, string error) => Assert.Equal(error, ExperimentTexts.ErrorOf(text));

    [Theory]
    [InlineData("x {\n  min = 0 max = 1 }", "my.conf:2: x.min: two settings stand on one line; put a comma or a line break before 'max'")]
    [InlineData("x { a { b = 1 } c = 2 }", "my.conf:1: x.a: two settings stand on one line; put a comma or a line break before 'c'")]
    [InlineData("x { a = [1] c { } }", "my.conf:1: x.a: two settings stand on one line; put a comma or a line break before 'c'")]
    [InlineData("x { a = \"1\" \"c\" = 2 }", "my.conf:1: x.a: two settings stand on one line; put a comma or a line break before '\"c\"'")]
    [InlineData("values = [sgd adam]", "my.conf:1: values: a comma or a line break is missing before 'adam'")]
    [InlineData("values = [[1] [2]]", "my.conf:1: values: has '[2' behind its value; remove it, or quote the whole value")]
    [InlineData("a = 1,, b = 2", "my.conf:1: has a comma too many; one comma or a line break separates two settings")]
    [InlineData("x { a = 1\n, b = 2 }", "my.conf:2: x: has a comma too many; one comma or a line break separates two settings")]
    [InlineData("a = [1,,2]", "my.conf:1: a: has a comma too many; one comma or a line break separates two items")]
    [InlineData("a = 1; b = 2", "my.conf:1: a: has a semicolon behind its value; a comma or a line break separates settings")]
    public void Settings_and_items_are_separated_once(string text, string error) => Assert.Equal(error, ExperimentTexts.ErrorOf(text));

    [Theory]
    [InlineData("x {\n  min =\n  max = 1\n}", "my.conf:2: x.min: has no value; write it on the line of its key")]
    [InlineData("x { min = , max = 1 }", "my.conf:1: x.min: has no value; write it on the line of its key")]
    [InlineData("x { min = # todo\n }", "my.conf:1: x.min: has no value; write it on the line of its key")]
    [InlineData("x {\n  seed\n  max = 1\n}", "my.conf:2: x.seed: has no value; write seed = …")]
    [InlineData("x { seed }", "my.conf:1: x.seed: has no value; write seed = …")]
    [InlineData("a == 1", "my.conf:1: a: has '=' and '='; one is enough")]
    [InlineData("a := 1", "my.conf:1: a: has ':' and '='; one is enough")]
    [InlineData("name = my first sweep # yes", "my.conf:1: name: has several words; quote them together: \"my first sweep\"")]
    [InlineData("name = \"my\" sweep", "my.conf:1: name: has several words; quote them together: \"my sweep\"")]
    [InlineData("trainers = cpu:2", "my.conf:1: trainers: cpu:2 has to be quoted: \"cpu:2\"")]
    [InlineData(@"a = C:\data", @"my.conf:1: a: C:\data has to be quoted: ""C:\\data""")]
    [InlineData(@"a = ""C:\data""", @"my.conf:1: a: has an unknown escape after \; write \\ for a backslash (known: \"" \\ \/ \b \f \n \r \t \u0041)")]
    [InlineData("a = 'x'", "my.conf:1: a: has single quotes; use double ones: \"…\"")]
    [InlineData("a = 1#x", "my.conf:1: a: has a comment right behind the value in 1#x; put a blank before the comment, or quote the value")]
    [InlineData("a = /x//y", "my.conf:1: a: has a comment right behind the value in /x//y; put a blank before the comment, or quote the value")]
    [InlineData("a = null", "my.conf:1: a: null is no value; leave the key out")]
    public void Every_key_has_one_value(string text, string error) => Assert.Equal(error, ExperimentTexts.ErrorOf(text));

    [Theory]
    [InlineData("x {\n  a = 1\n  a = 2\n}", "my.conf:3: x.a: is there twice (first on line 2); keep one")]
    [InlineData("x { a = 1 }\nx { b = 2 }", "my.conf:2: x: is there twice (first on line 1); keep one")]
    [InlineData("x.a = 1\nx { a = 2 }", "my.conf:2: x.a: is there twice (first on line 1); keep one")]
    [InlineData("x = 1\nx.a = 2", "my.conf:2: x: is a value (first on line 1) and cannot have keys of its own as well")]
    [InlineData("x.a = 1\nx = 2", "my.conf:2: x: is there twice (first on line 1); keep one")]
    [InlineData("x { a..b = 1 }", "my.conf:1: x: the key 'a.' has nothing behind its last dot")]
    [InlineData("\" a\" = 1", "my.conf:1: has a key that is empty or has blanks at its ends, quotes, backslashes or line breaks; rename it")]
    public void A_key_stands_once(string text, string error) => Assert.Equal(error, ExperimentTexts.ErrorOf(text));

    [Theory]
    [InlineData("include \"other.conf\"", "my.conf:1: include is not supported; copy the settings into this file")]
    [InlineData("a += 1", "my.conf:1: a: += is not supported; write the whole list")]
    [InlineData(
        "a = ${HOME}",
        "my.conf:1: a: substitutions such as ${NAME} are not supported; write the value, or give it with --set (a $ in a text: quote it)")]
    public void What_is_left_out_of_HOCON_is_named(string text, string error) => Assert.Equal(error, ExperimentTexts.ErrorOf(text));

    [Fact]
    public void Deep_nesting_is_an_error_and_no_crash()
    {
        string text = $"a = {new string('[', 100_000)}";
        Assert.EndsWith("a: is nested more than 32 deep", ExperimentTexts.ErrorOf(text), StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_quotes_no_control_characters_and_no_endless_values()
    {
        string message = ExperimentTexts.ErrorOf($"experiment {{ seed = \"\u001b[31m{new string('x', 5000)}\", {ExperimentTexts.Space}, objective {{ type = a }} }}");
        Assert.DoesNotContain(message, char.IsControl);
        Assert.InRange(message.Length, 100, 402);
    }
}
