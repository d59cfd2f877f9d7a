Console.WriteLine("gchunk");
