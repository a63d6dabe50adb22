using HpoActors.Core.Objectives;
using TorchSharp;
using TorchDevice = TorchSharp.torch.Device;

namespace HpoActors.Torch.Lanes;

/// <summary>A trainer's device as TorchSharp names it.</summary>
internal static class TorchDevices
{
    public static TorchDevice ToTorch(this Device device) =>
        device.Kind == DeviceKind.Cpu ? torch.CPU : torch.device(DeviceType.CUDA, device.Index);
}
