namespace HpoActors.Torch.Data;

/// <summary>Which images a trial learns from, which it is validated on, and which are kept for the end.</summary>
public enum DataSplit
{
    /// <summary>
    /// <c>holdout</c>, the default: the last sixth of the training file is the validation set (10 000 of 60 000 images),
    /// the rest the training set (50 000), and the test file the test set (10 000), which takes part in no decision.
    /// </summary>
    Holdout,

    /// <summary>
    /// <c>test-as-validation</c>: the whole training file is the training set (60 000 images), the test file the validation
    /// set (10 000), and there is no test set.
    /// </summary>
    /// <remarks>
    /// For comparing with results that were made this way, and a mistake for anything else. The best of many trials is
    /// the one that suits the validation images best, partly by luck. Where those are the test images, the luck is in the
    /// reported error too: it is too low, the more so the more trials there were, and no unseen images are left to show it.
    /// </remarks>
    TestAsValidation,
}
