// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "commands.h"
#include "console.h"
#include "grouping.h"
#include "json.h"
#include "publish.h"
#include "session.h"

namespace nuskha::tools {
namespace {

struct ClustersFlags {
  InputFlags input;
  OutputFlags output;
  DetectFlags detect;
  KeepFlags keep;
  bool exit_code = false;
};

std::string AsJson(const Cluster& cluster, size_t number,
                   const Collection& collection) {
  const std::string_view original = collection.id(cluster.original);
  Json json;
  json.Object();
  json.Key("cluster").Integer(number);
  json.Key("size").Integer(cluster.members.size() + 1);
  json.Key("original").String(original);
  json.Key("members").Array();
  json.Object().Key("id").String(original);
  json.Key("pos").Integer(collection.position(cluster.original));
  json.Key("role").String("original").EndObject();
  for (const ClusterMember& member : cluster.members) {
    json.Object().Key("id").String(collection.id(member.document));
    json.Key("pos").Integer(collection.position(member.document));
    json.Key("role").String(RelationName(member.relation));
    json.Key("of").String(original);
    json.Key("jaccard").Real(member.jaccard);
    json.Key("in").Real(member.in_original).EndObject();
  }
  json.EndArray().EndObject();
  return json.text() + "\n";
}

absl::Status Write(const std::vector<Cluster>& clusters,
                   const Collection& collection, OutputFile* out) {
  size_t number = 0;
  for (const Cluster& cluster : clusters) {
    const std::string line = AsJson(cluster, ++number, collection);
    if (absl::Status status = out->Write(line); !status.ok()) return status;
  }
  return absl::OkStatus();
}

ExitCode Run(const ClustersFlags& flags) {
  if (const ExitCode code = flags.input.CheckOutputs({flags.output.path});
      code != kDone) {
    return code;
  }
  Grouping grouping;
  if (const ExitCode code = grouping.Prepare(
          flags.input, flags.detect, flags.keep, flags.output, "clusters");
      code != kDone) {
    return code;
  }
  absl::StatusOr<std::unique_ptr<OutputFile>> out = OutputFile::Create(
      flags.output.path,
      {.overwrite = flags.output.force, .inputs = flags.input.files_to_keep()});
  if (!out.ok()) return OutputFailed(out.status());
  if (const ExitCode code = grouping.Load(flags.input.inputs); code != kDone) {
    return code;
  }
  const std::vector<Cluster> clusters = grouping.Run(flags.input.verbose);
  Session& session = grouping.session();
  session.StartStage("write");
  if (const ExitCode code = session.ReadyToPublish(flags.output.path);
      code != kDone) {
    return code;
  }
  const absl::Status status = Write(clusters, session.collection(), out->get());
  if (!status.ok()) return session.OutputFailed(status);
  size_t members = 0, updates = 0;
  for (const Cluster& cluster : clusters) {
    for (const ClusterMember& member : cluster.members) {
      ++(IsSameArticle(member.relation) ? members : updates);
    }
  }
  Note(fmt::format("{} clusters, {} copies and parts, {} updates",
                   clusters.size(), members, updates));
  const ExitCode code =
      session.Finish({out->get()}, std::nullopt, &grouping.detector(),
                     &grouping.detector_options());
  return code == kDone && flags.exit_code && !clusters.empty()
             ? kDuplicatesFound
             : code;
}

}  // namespace

void AddClusters(CLI::App* program, ExitCode* code) {
  CLI::App* const command = program->add_subcommand(
      "clusters",
      "Groups of the same article, original first, and who contains whom");
  auto flags = std::make_shared<ClustersFlags>();
  flags->input.Register(command);
  flags->output.Register(command);
  flags->detect.Register(command);
  flags->keep.Register(command);
  command->add_flag("--exit-code", flags->exit_code,
                    "End with 1 if a cluster was found");
  command->callback([flags, code] {
    flags->input.Complete();
    *code = Run(*flags);
  });
}

}  // namespace nuskha::tools
