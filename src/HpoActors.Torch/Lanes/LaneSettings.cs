namespace HpoActors.Torch.Lanes;

/// <summary>How a lane learns: SGD with momentum and weight decay as in PyTorch (v ← momentum · v + g + decay · w; w ← w − rate · v).</summary>
/// <param name="Rate">The learning rate.</param>
/// <param name="Momentum">0: plain SGD.</param>
/// <param name="Decay">Weight decay, of the biases too.</param>
/// <param name="Dropout">The share of hidden units that a mini-batch leaves out, in [0, 1).</param>
internal readonly record struct LaneSettings(double Rate, double Momentum, double Decay, double Dropout);
