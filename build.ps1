<#
.SYNOPSIS
Restores, builds, tests, packs or benchmarks HpoActors. Each task is one dotnet command that you can type yourself.
.EXAMPLE
./build.ps1 test
#>
param(
    [ValidateSet('restore', 'build', 'test', 'pack', 'bench')]
    [string] $Task = 'test'
)

switch ($Task) {
    'restore' { dotnet restore HpoActors.sln }
    'build' { dotnet build HpoActors.sln -c Release }
    'test' { dotnet test HpoActors.sln -c Release }
    'pack' { dotnet pack HpoActors.sln -c Release -o artifacts }
    'bench' { dotnet run -c Release --project tests/HpoActors.Benchmarks -- all }
}

exit $LASTEXITCODE
