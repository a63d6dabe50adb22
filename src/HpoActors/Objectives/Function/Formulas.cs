namespace HpoActors.Objectives.Function;

/// <summary>The formulas behind <see cref="TestFunctions"/>, where their sources are named.</summary>
internal static class Formulas
{
    private static ReadOnlySpan<double> HartmannAlpha => [1.0, 1.2, 3.0, 3.2];

    private static ReadOnlySpan<double> Hartmann3A => [3, 10, 30, 0.1, 10, 35, 3, 10, 30, 0.1, 10, 35];

    private static ReadOnlySpan<double> Hartmann3P =>
        [0.3689, 0.1170, 0.2673, 0.4699, 0.4387, 0.7470, 0.1091, 0.8732, 0.5547, 0.0381, 0.5743, 0.8828];

    private static ReadOnlySpan<double> Hartmann6A =>
        [10, 3, 17, 3.5, 1.7, 8, 0.05, 10, 17, 0.1, 8, 14, 3, 3.5, 1.7, 10, 17, 8, 17, 8, 0.05, 10, 0.1, 14];

    private static ReadOnlySpan<double> Hartmann6P =>
    [
        0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886, 0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991,
        0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650, 0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381,
    ];

    public static double Sphere(ReadOnlySpan<double> x)
    {
        double sum = 0;
        foreach (double xi in x)
        {
            sum += xi * xi;
        }

        return sum;
    }

    public static double Rosenbrock(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i + 1 < x.Length; i++)
        {
            double valley = x[i + 1] - (x[i] * x[i]);
            sum += (100 * valley * valley) + ((1 - x[i]) * (1 - x[i]));
        }

        return sum;
    }

    public static double Ackley(ReadOnlySpan<double> x)
    {
        double squares = 0;
        double cosines = 0;
        foreach (double xi in x)
        {
            squares += xi * xi;
            cosines += Math.Cos(2 * Math.PI * xi);
        }

        return (-20 * Math.Exp(-0.2 * Math.Sqrt(squares / x.Length))) - Math.Exp(cosines / x.Length) + 20 + Math.E;
    }

    public static double Rastrigin(ReadOnlySpan<double> x)
    {
        double sum = 10.0 * x.Length;
        foreach (double xi in x)
        {
            sum += (xi * xi) - (10 * Math.Cos(2 * Math.PI * xi));
        }

        return sum;
    }

    public static double Griewank(ReadOnlySpan<double> x)
    {
        double sum = 0;
        double product = 1;
        for (int i = 0; i < x.Length; i++)
        {
            sum += x[i] * x[i] / 4000;
            product *= Math.Cos(x[i] / Math.Sqrt(i + 1));
        }

        return sum - product + 1;
    }

    public static double Levy(ReadOnlySpan<double> x)
    {
        double sum = Square(Math.Sin(Math.PI * W(x[0])));
        for (int i = 0; i + 1 < x.Length; i++)
        {
            sum += Square(W(x[i]) - 1) * (1 + (10 * Square(Math.Sin((Math.PI * W(x[i])) + 1))));
        }

        double last = W(x[^1]);
        return sum + (Square(last - 1) * (1 + Square(Math.Sin(2 * Math.PI * last))));

        static double W(double xi) => 1 + ((xi - 1) / 4);
    }

    public static double StyblinskiTang(ReadOnlySpan<double> x)
    {
        double sum = 0;
        foreach (double xi in x)
        {
            double square = xi * xi;
            sum += (square * square) - (16 * square) + (5 * xi);
        }

        return sum / 2;
    }

    public static double Branin(ReadOnlySpan<double> x)
    {
        double b = 5.1 / (4 * Math.PI * Math.PI);
        double c = 5 / Math.PI;
        double t = 1 / (8 * Math.PI);
        return Square(x[1] - (b * x[0] * x[0]) + (c * x[0]) - 6) + (10 * (1 - t) * Math.Cos(x[0])) + 10;
    }

    public static double Hartmann3(ReadOnlySpan<double> x) => Hartmann(x, Hartmann3A, Hartmann3P);

    public static double Hartmann6(ReadOnlySpan<double> x) => Hartmann(x, Hartmann6A, Hartmann6P);

    public static double SixHumpCamel(ReadOnlySpan<double> x)
    {
        double a = x[0] * x[0];
        double b = x[1] * x[1];
        return ((4 - (2.1 * a) + (a * a / 3)) * a) + (x[0] * x[1]) + (((4 * b) - 4) * b);
    }

    private static double Hartmann(ReadOnlySpan<double> x, ReadOnlySpan<double> a, ReadOnlySpan<double> p)
    {
        double sum = 0;
        for (int i = 0; i < 4; i++)
        {
            double inner = 0;
            for (int j = 0; j < x.Length; j++)
            {
                inner += a[(i * x.Length) + j] * Square(x[j] - p[(i * x.Length) + j]);
            }

            sum -= HartmannAlpha[i] * Math.Exp(-inner);
        }

        return sum;
    }

    private static double Square(double value) => value * value;
}
