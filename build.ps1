<#
.SYNOPSIS
Builds, tests and runs Adjoint on Windows: .\build.ps1 help lists what it does.
.DESCRIPTION
Needs the .NET 10 SDK, CMake, Ninja and MinGW-w64 (g++ 12 or later) on the path, for example from MSYS2:
pacman -S mingw-w64-x86_64-gcc mingw-w64-x86_64-cmake mingw-w64-x86_64-ninja mingw-w64-x86_64-gtest mingw-w64-x86_64-mpfr
#>
param([string]$Verb = 'help', [Parameter(ValueFromRemainingArguments)][string[]]$Rest)

$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'
$preset = 'win-x64'

function Need([string[]]$tools) {
    foreach ($tool in $tools) {
        if (-not (Get-Command $tool -ErrorAction SilentlyContinue)) {
            throw "$tool is missing. Get-Help .\build.ps1 says where it comes from."
        }
    }
}

function Invoke-Tool([string]$tool) {
    & $tool @args
    if ($LASTEXITCODE -ne 0) { throw "$tool $($args -join ' ') failed." }
}

function Build-Native([string]$name) {
    Need @('cmake', 'ninja', 'g++')
    Invoke-Tool cmake --preset $name
    Invoke-Tool cmake --build --preset $name
}

function Build-Managed([string]$project) {
    Need @('dotnet')
    Invoke-Tool dotnet build -c Release $project --nologo -v quiet "-p:NativePreset=$preset"
}

function Invoke-Project([string]$project, [string[]]$arguments) {
    Build-Native $preset
    Build-Managed $project
    $name = Split-Path $project -Leaf
    Invoke-Tool dotnet "$project/bin/Release/net10.0/$name.dll" @arguments
}

# samples/CharGpt is run as char-gpt.
function Get-SampleName($folder) { ($folder.Name -creplace '([a-z0-9])([A-Z])', '$1-$2').ToLowerInvariant() }

function Get-Samples { Get-ChildItem samples -Directory | Where-Object { Test-Path "$($_.FullName)/$($_.Name).csproj" } }

# What each shows is the first sentence of its README, below the title.
function Show-Samples {
    foreach ($folder in Get-Samples) { '{0,-22} {1}' -f (Get-SampleName $folder), (Get-Content "$($folder.FullName)/README.md" -TotalCount 3)[2] }
}

# Options of Digits, or --list, or a sample's name and its options. Data that Debian packages hold are for the user to fetch.
function Invoke-Sample([string[]]$arguments) {
    if ($arguments -and $arguments[0] -eq '--list') { return Show-Samples }
    if (-not $arguments -or $arguments[0].StartsWith('-')) { $arguments = @('digits') + $arguments }
    $name, $options = $arguments
    $folder = Get-Samples | Where-Object { (Get-SampleName $_) -eq $name }
    if (-not $folder) {
        Show-Samples
        throw "There is no sample '$name'."
    }
    Invoke-Project "samples/$($folder.Name)" $options
}

switch ($Verb) {
    'native' { Build-Native $preset }
    'run' { Invoke-Sample $Rest }
    'bench' { Invoke-Project 'tests/Adjoint.Benchmarks' $Rest }
    'soak' { Invoke-Project 'tests/Adjoint.Soak' $Rest }
    'test' {
        Build-Native $preset
        Build-Native "$preset-tests"
        Invoke-Tool "build/$preset-tests/tests/native/adjoint_tests.exe"
        foreach ($project in Get-ChildItem tests -Directory -Filter '*.Tests') {
            Build-Managed $project.FullName
            Invoke-Tool dotnet "$($project.FullName)/bin/Release/net10.0/$($project.Name).dll" -noColor
        }
    }
    'fuzz' {
        Build-Native "$preset-tests"
        $env:ADJOINT_FUZZ_SECONDS = if ($Rest) { $Rest[0] } else { '60' }
        Invoke-Tool "build/$preset-tests/tests/native/adjoint_tests.exe" '--gtest_filter=*Random*'
    }
    'pack' {
        Build-Native $preset
        $native = New-Item artifacts/runtimes/win-x64/native -ItemType Directory -Force
        Invoke-Tool objcopy --strip-unneeded "build/$preset/adjoint_core.dll" "$native/adjoint_core.dll"
        Invoke-Tool dotnet pack -c Release managed/Adjoint/Adjoint.csproj -o artifacts/package --nologo "-p:NativePreset=$preset" "-p:RepositoryUrl=$($Rest)"
        Invoke-Tool dotnet pack -c Release managed/Adjoint.Templates/Adjoint.Templates.csproj -o artifacts/package/templates --nologo "-p:RepositoryUrl=$($Rest)"
    }
    'bindings' { Invoke-Tool dotnet run --project bindings/Adjoint.BindingsGenerator -- '@bindings/adjoint.rsp' --output bindings/Adjoint.Native/Generated --test-output tests/Adjoint.Bindings.Tests/Generated }
    'docs-operations' { Build-Native $preset; Invoke-Tool dotnet run --project managed/Adjoint.OperationTable -- . }
    'overloads' { Invoke-Tool dotnet run --project managed/Adjoint.Overloads -- managed/Adjoint }
    'format' { Invoke-Tool dotnet format Adjoint.slnx --no-restore }
    'clean' {
        Remove-Item build, artifacts -Recurse -Force -ErrorAction SilentlyContinue
        Get-ChildItem -Recurse -Directory -Include bin, obj | Remove-Item -Recurse -Force
    }
    'help' { 'Verbs: run, test, native, bench, soak, fuzz, pack, bindings, overloads, docs-operations, format, clean' }
    default { throw "There is no '$Verb'. Verbs: run, test, native, bench, soak, fuzz, pack, bindings, overloads, docs-operations, format, clean" }
}
