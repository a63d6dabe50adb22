using System.Globalization;

namespace HpoActors.Persistence.Exports.TensorBoard;

/// <summary>An event file: what TensorBoard shows of one run. Field numbers are those of TensorFlow's <c>event.proto</c> and <c>summary.proto</c>.</summary>
internal sealed class EventFile : IDisposable
{
    private readonly RecordFile _records;

    /// <param name="folder">The run's folder, made where it is missing. Its path from the log folder is the run's name.</param>
    /// <param name="startedAt">When the run began.</param>
    public EventFile(string folder, DateTimeOffset startedAt)
    {
        Directory.CreateDirectory(folder);
        _records = new RecordFile(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{startedAt.ToUnixTimeSeconds():D10}.hpo")));
        Append(startedAt, 0, writer => writer.Text(3, "brain.Event:2"));
    }

    /// <summary>Seconds since 1970, as TensorBoard counts time.</summary>
    public static double Seconds(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / (double)TimeSpan.TicksPerSecond;

    /// <summary>A point of a curve, in single precision: all that TensorBoard keeps.</summary>
    public void Scalar(DateTimeOffset at, long step, string tag, double value) =>
        Summary(at, step, summary => summary.Text(1, tag).Float(2, (float)value));

    /// <summary>Data for a plugin; there is no tensor to it, for which an empty one stands.</summary>
    public void PluginData(DateTimeOffset at, string tag, string plugin, byte[] content) => Summary(at, 0, summary => summary
        .Text(1, tag)
        .Message(9, metadata => metadata.Message(1, data => data.Text(1, plugin).Bytes(2, content)))
        .Message(8, tensor => tensor.Varint(1, 1).Message(2, _ => { })));

    public void Dispose() => _records.Dispose();

    private void Summary(DateTimeOffset at, long step, Action<ProtoWriter> value) =>
        Append(at, step, writer => writer.Message(5, summary => summary.Message(1, value)));

    private void Append(DateTimeOffset at, long step, Action<ProtoWriter> what) => _records.Append(ProtoWriter.Message(writer =>
    {
        writer.Double(1, Seconds(at)).Varint(2, step);
        what(writer);
    }));
}
