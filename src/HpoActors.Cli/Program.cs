System.Console.WriteLine("hpo");
