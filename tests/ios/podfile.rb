# Evaluates the Podfile given as the only argument without CocoaPods, and prints the targets' pods as JSON.
require 'json'

PLACES = [%i[path], %i[git tag], %i[git branch], %i[git commit], %i[source], []].freeze

@targets = {}
@platform = nil

def platform(name, version)
  raise ArgumentError, "no platform #{name} #{version}" unless name == :ios && version =~ /\A\d+(\.\d+)*\z/

  @platform = version
end

def target(name)
  raise TypeError, 'a target has a name' unless name.is_a?(String)

  @pods = @targets[name] = []
  yield
end

def pod(name, *requirements)
  options = requirements.last.is_a?(Hash) ? requirements.pop : {}
  raise ArgumentError, "a pod is not told by #{options.keys}" unless PLACES.include?(options.keys)
  raise TypeError, "#{requirements} are no versions" unless requirements.all? { |each| each =~ /\A[~>=< ]*\d[\w.]*\z/ }
  raise ArgumentError, "#{name} is named twice" if @pods.any? { |each| each['name'] == name }

  @pods << { 'name' => name, 'versions' => requirements, **options.transform_keys(&:to_s) }
end

def use_frameworks!(linkage: :dynamic)
  raise ArgumentError, "frameworks are not #{linkage}" unless %i[static dynamic].include?(linkage)
end

load ARGV.fetch(0)
puts JSON.generate({ 'platform' => @platform, 'targets' => @targets })
