using static TorchSharp.torch;

namespace HpoActors.Torch.Lanes;

/// <summary>Tensors that live as long as their owner, whatever dispose scope they were made in.</summary>
internal sealed class TensorBag : IDisposable
{
    private readonly List<Tensor> _tensors = [];

    public Tensor Keep(Tensor tensor)
    {
        _tensors.Add(tensor.DetachFromDisposeScope());
        return tensor;
    }

    public void Dispose()
    {
        foreach (Tensor tensor in _tensors)
        {
            tensor.Dispose();
        }

        _tensors.Clear();
    }
}
