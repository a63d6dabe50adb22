using System.Collections;
using System.Reflection;
using HpoActors.Checkpoints;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;

namespace HpoActors.Tests.Protocol;

/// <summary>Asserts that two messages say the same, down to types and bits; records with arrays inside compare those by reference.</summary>
internal static class SameContent
{
    public static void Assert(object? expected, object? actual)
    {
        if (expected is null || actual is null)
        {
            Xunit.Assert.Equal(expected, actual);
            return;
        }

        // A collection's own type is the compiler's choice.
        if (expected is IEnumerable and not (string or Metrics or Configuration) && actual is IEnumerable)
        {
            object[] all = [.. ((IEnumerable)expected).Cast<object>()], others = [.. ((IEnumerable)actual).Cast<object>()];
            Xunit.Assert.Equal(all.Length, others.Length);
            foreach ((object one, object other) in all.Zip(others))
            {
                Assert(one, other);
            }

            return;
        }

        Xunit.Assert.Equal(expected.GetType(), actual.GetType());
        if (expected is ReadOnlyMemory<byte> bytes)
        {
            Xunit.Assert.Equal(bytes.ToArray(), ((ReadOnlyMemory<byte>)actual).ToArray());
        }
        else if (expected is KeptCheckpoint kept)
        {
            // Its bytes stay where they are.
            KeptCheckpoint other = (KeptCheckpoint)actual;
            Xunit.Assert.Equal((kept.Format, kept.Key, kept.Length), (other.Format, other.Key, other.Length));
        }
        else if (expected is double number)
        {
            Xunit.Assert.Equal(BitConverter.DoubleToInt64Bits(number), BitConverter.DoubleToInt64Bits((double)actual));
        }
        else if (expected is string or Metrics or Configuration or HyperparameterValue || expected.GetType().IsPrimitive || Declares(expected.GetType()).Length == 0)
        {
            Xunit.Assert.Equal(expected, actual);
        }
        else
        {
            foreach (PropertyInfo property in Declares(expected.GetType()))
            {
                Assert(property.GetValue(expected), property.GetValue(actual));
            }
        }
    }

    private static PropertyInfo[] Declares(Type type) =>
        type.Namespace!.StartsWith("HpoActors", StringComparison.Ordinal) && !type.IsEnum ? type.GetProperties(BindingFlags.Public | BindingFlags.Instance) : [];
}
