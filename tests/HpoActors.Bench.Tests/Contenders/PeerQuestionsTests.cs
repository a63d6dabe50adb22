using System.Text.Json;
using HpoActors.Bench.Contenders;
using HpoActors.Bench.Problems;
using HpoActors.Core.Spaces;

namespace HpoActors.Bench.Tests.Contenders;

public sealed class PeerQuestionsTests
{
    [Fact]
    public void A_space_without_conditions_is_one_question()
    {
        PeerQuestions questions = new(DesignedProblems.Mixed.Space);
        Assert.Equal([0, 1, 2, 3, 4, 5], questions.Next());
        questions.Take(Json("[0.001, 128, 7, 2, 1, 1]"));
        Assert.Empty(questions.Next());
        Assert.Equal("rate=0.001, width=128, depth=7, optimizer=adam, batch=16, normalise=true", questions.Configuration.ToString());
        Assert.True(DesignedProblems.Mixed.Space.Contains(questions.Configuration));
    }

    [Fact]
    public void Children_are_asked_for_where_they_exist()
    {
        PeerQuestions questions = new(DesignedProblems.Conditional.Space);
        Assert.Equal([0], questions.Next());
        questions.Take(Json("[2]"));
        Assert.Equal([4], questions.Next());
        questions.Take(Json("[3]"));
        Assert.Equal([5], questions.Next());
        questions.Take(Json("[0.01]"));
        Assert.Equal([6], questions.Next());
        questions.Take(Json("[0.5]"));
        Assert.Empty(questions.Next());
        Assert.Equal("model=network, layers=3, rate=0.01, dropout=0.5", questions.Configuration.ToString());
    }

    [Fact]
    public void Children_whose_condition_fails_are_not()
    {
        PeerQuestions questions = new(DesignedProblems.Conditional.Space);
        questions.Next();
        questions.Take(Json("[2]"));
        questions.Next();
        questions.Take(Json("[1]"));
        questions.Next();
        questions.Take(Json("[0.01]"));
        Assert.Empty(questions.Next());
        Assert.True(DesignedProblems.Conditional.Space.Contains(questions.Configuration));
    }

    [Fact]
    public void Steps_come_back_exact()
    {
        PeerQuestions questions = new(new SearchSpace(new FloatHyperparameter("x", -10.2, 10.2, step: 0.1)));
        questions.Next();
        questions.Take(Json("[-1.6999999999999993]"));
        Assert.Equal(-1.7, questions.Configuration.GetDouble("x"));
    }

    private static JsonElement Json(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
