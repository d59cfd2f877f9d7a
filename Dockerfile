# The image of gchunk, for nodes on Kubernetes and for the programs that use them: docker build -t gchunk .
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet publish src/Repl -c Release -p:RunAnalyzers=false -o /opt/gchunk

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# The libraries that the table in README names. Without one, only what needs it fails.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libnetcdf-dev libdeflate0 libblosc1 libzstd1 libaec0 libeccodes0 \
        libopenblas0-pthread libgomp1 gnuplot-nox fonts-dejavu-core graphviz \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/gchunk /opt/gchunk
# The user of the cluster has any number, and no home folder.
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 HOME=/tmp
ENTRYPOINT ["dotnet", "/opt/gchunk/gchunk.dll"]
